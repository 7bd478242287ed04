package tianniu.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;

/**
 * Makes lines of entries: the engine cuts long lines into several, each with its own timestamp, and
 * the parts of two outputs may come mixed. A line has the timestamp of its first part.
 */
final class LineJoiner {
  /** A longer line goes on as a next one, so that no log can fill the memory. */
  static final int MAX_LINE = 1024 * 1024;

  private final LogEntries entries;
  private final Map<OutputStreamKind, Begun> begun = new EnumMap<>(OutputStreamKind.class);
  private long count;

  LineJoiner(LogEntries entries) {
    this.entries = entries;
  }

  /** How many entries were read. */
  long entryCount() {
    return count;
  }

  /** Null at the end. */
  @Nullable LogLine next() throws IOException {
    for (LogEntries.Entry entry = entries.next(); entry != null; entry = entries.next()) {
      count++;
      Begun line = begun.get(entry.stream());
      if (line == null) {
        if (entry.endsLine()) {
          return line(entry.stream(), instant(entry.timestamp()), entry.bytes());
        }
        line = new Begun(instant(entry.timestamp()), new ByteArrayOutputStream());
        begun.put(entry.stream(), line);
      }
      line.bytes().writeBytes(entry.bytes());
      if (entry.endsLine() || line.bytes().size() >= MAX_LINE) {
        begun.remove(entry.stream());
        return line(entry.stream(), line.timestamp(), line.bytes().toByteArray());
      }
    }
    return unfinished();
  }

  /** A line whose writer was killed in the middle of it. */
  private @Nullable LogLine unfinished() {
    for (OutputStreamKind stream : OutputStreamKind.values()) {
      Begun line = begun.remove(stream);
      if (line != null) {
        return line(stream, line.timestamp(), line.bytes().toByteArray());
      }
    }
    return null;
  }

  private static LogLine line(OutputStreamKind stream, Instant timestamp, byte[] bytes) {
    return new LogLine(timestamp, stream, new String(bytes, StandardCharsets.UTF_8));
  }

  private static Instant instant(String timestamp) throws IOException {
    try {
      return Instant.parse(timestamp);
    } catch (DateTimeException e) {
      throw new java.net.ProtocolException("not the timestamp of a log entry: " + timestamp);
    }
  }

  private record Begun(Instant timestamp, ByteArrayOutputStream bytes) {}
}
