package tianniu.engine;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * One line that a container wrote, without its end of line. It is kept as it came: a log of a
 * million lines is passed on without making a text of each.
 */
public final class LogLine {
  private final long second;
  private final int nano;
  private final OutputStreamKind stream;
  private final byte[] bytes;
  private final boolean cut;

  /**
   * @param second since 1970
   * @param nano within the second
   * @param bytes UTF-8 as a rule, but whatever the container wrote; the line's own from now on
   * @param cut whether the end of the line was not there yet when it was read
   */
  public LogLine(long second, int nano, OutputStreamKind stream, byte[] bytes, boolean cut) {
    this.second = second;
    this.nano = nano;
    this.stream = stream;
    this.bytes = bytes;
    this.cut = cut;
  }

  /** A whole line of text. */
  public static LogLine of(Instant timestamp, OutputStreamKind stream, String message) {
    return new LogLine(
        timestamp.getEpochSecond(),
        timestamp.getNano(),
        stream,
        message.getBytes(StandardCharsets.UTF_8),
        false);
  }

  /** Seconds since 1970. */
  public long second() {
    return second;
  }

  /** Nanoseconds within the second. */
  public int nano() {
    return nano;
  }

  public Instant timestamp() {
    return Instant.ofEpochSecond(second, nano);
  }

  public OutputStreamKind stream() {
    return stream;
  }

  /** What was written, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes that are not UTF-8 are replaced by U+FFFD. */
  public String message() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Whether the log ended within this line, so that more of it may come. */
  public boolean isCut() {
    return cut;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogLine line
        && second == line.second
        && nano == line.nano
        && stream == line.stream
        && cut == line.cut
        && Arrays.equals(bytes, line.bytes);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(second) * 31 + nano * 7 + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return timestamp() + " " + stream.word() + " " + message() + (cut ? "..." : "");
  }
}
