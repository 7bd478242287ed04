package tianniu.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tianniu.engine.OutputStreamKind;
import tianniu.fault.Fault;

/** The log of a container without a terminal: each entry in a frame of its own. */
final class FramedEntries implements LogEntries {
  /** More than any log driver keeps in one piece; a longer frame comes out in parts. */
  private static final int MAX_PART = 64 * 1024;

  private final Frames frames;
  private @Nullable String timestamp;

  FramedEntries(InputStream in) {
    this.frames = new Frames(in, MAX_PART);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    Frames.Frame frame = frames.next();
    if (frame == null) {
      return null;
    }
    if (frame.kind() == Frames.ENGINE) {
      String words = new String(frame.bytes(), StandardCharsets.UTF_8).strip();
      throw new Fault.EngineRefused(words).asException();
    }
    byte[] bytes = frame.bytes();
    int from = 0;
    String stamp = timestamp;
    if (stamp == null) {
      from = indexOf(bytes, (byte) ' ');
      if (from < 0) {
        throw new EOFException("a log entry without a timestamp");
      }
      stamp = new String(bytes, 0, from, StandardCharsets.US_ASCII);
      from++;
    }
    timestamp = frame.isLast() ? null : stamp;
    boolean endsLine = frame.isLast() && bytes.length > from && bytes[bytes.length - 1] == '\n';
    byte[] text = Arrays.copyOfRange(bytes, from, endsLine ? bytes.length - 1 : bytes.length);
    OutputStreamKind stream =
        frame.kind() == Frames.STDERR ? OutputStreamKind.STDERR : OutputStreamKind.STDOUT;
    return new Entry(stream, stamp, text, endsLine);
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
