package tianniu.engine.docker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tianniu.engine.OutputStreamKind;

/** The entries of a container's log, as the engine sends them. */
interface LogEntries {
  /** Null at the end. */
  @Nullable Entry next() throws IOException;

  /**
   * A line, or a part of a line that was longer than the engine keeps in one piece.
   *
   * @param second of its time, since 1970
   * @param nano of its time, within the second
   * @param bytes without the end of line
   * @param endsLine false when the line goes on in the next entry of the same stream
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and the bytes are the reader's own
  record Entry(OutputStreamKind stream, long second, int nano, byte[] bytes, boolean endsLine) {}
}
