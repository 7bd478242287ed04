package tianniu.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
  private LogEntries.@Nullable Entry ahead;
  private long count;

  LineJoiner(LogEntries entries) {
    this.entries = entries;
  }

  /** How many entries were read. */
  long entryCount() {
    return count;
  }

  /** The first entry, before any line is taken; null when there is none. */
  LogEntries.@Nullable Entry first() throws IOException {
    ahead = entries.next();
    return ahead;
  }

  /** Null at the end. */
  @Nullable LogLine next() throws IOException {
    for (LogEntries.Entry entry = nextEntry(); entry != null; entry = nextEntry()) {
      count++;
      Begun line = begun.isEmpty() ? null : begun.get(entry.stream());
      if (line == null) {
        if (entry.endsLine()) {
          return new LogLine(entry.second(), entry.nano(), entry.stream(), entry.bytes(), false);
        }
        line = new Begun(entry.second(), entry.nano(), new ByteArrayOutputStream());
        begun.put(entry.stream(), line);
      }
      line.bytes().writeBytes(entry.bytes());
      if (entry.endsLine() || line.bytes().size() >= MAX_LINE) {
        begun.remove(entry.stream());
        return line.as(entry.stream(), false);
      }
    }
    return unfinished();
  }

  private LogEntries.@Nullable Entry nextEntry() throws IOException {
    LogEntries.Entry entry = ahead;
    ahead = null;
    return entry == null ? entries.next() : entry;
  }

  /** A line whose writer was killed in the middle of it, or has not come to its end yet. */
  private @Nullable LogLine unfinished() {
    for (OutputStreamKind stream : OutputStreamKind.values()) {
      Begun line = begun.remove(stream);
      if (line != null) {
        return line.as(stream, true);
      }
    }
    return null;
  }

  private record Begun(long second, int nano, ByteArrayOutputStream bytes) {
    LogLine as(OutputStreamKind stream, boolean cut) {
      return new LogLine(second, nano, stream, bytes.toByteArray(), cut);
    }
  }
}
