package tianniu.log;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;
import tianniu.http.Json;
import tianniu.http.ReplyStream;

/** One JSON entry a line and nothing else: there is no room in it for marks. */
record NdjsonLines(ReplyStream out) implements LogLines {
  @Override
  public void line(LogPosition position, LogLine line) throws IOException {
    out.write(Json.bytes(LogRequest.Entry.of(line)));
    out.write("\n");
  }

  @Override
  public void gap(@Nullable Instant after) {}

  @Override
  public void quiet() {}

  @Override
  public void end() {}
}
