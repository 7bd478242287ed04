package tianniu.log;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;
import tianniu.http.ReplyStream;

/** How a followed log is written to its reader. */
sealed interface LogLines permits NdjsonLines, SseLines {
  ReplyStream out();

  void line(LogPosition position, LogLine line) throws IOException;

  /**
   * Lines were lost.
   *
   * @param after the time of the last line before them; null when none was seen
   */
  void gap(@Nullable Instant after) throws IOException;

  /** Nothing happened for a while. */
  void quiet() throws IOException;

  /** The container is gone, and with it the log. */
  void end() throws IOException;
}
