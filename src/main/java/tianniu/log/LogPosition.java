package tianniu.log;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a log: a line's time, and how many lines of the very same time came before it. As text
 * it is the id of a server-sent event.
 */
record LogPosition(Instant timestamp, int ordinal) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\.(\\d{9})-(\\d{1,9})");

  /** Null for anything that is not an id of ours: then the log is read as if none was given. */
  static @Nullable LogPosition parse(@Nullable String id) {
    Matcher matcher = FORM.matcher(id == null ? "" : id);
    if (!matcher.matches()) {
      return null;
    }
    return new LogPosition(
        Instant.ofEpochSecond(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))),
        Integer.parseInt(matcher.group(3)));
  }

  /** The position of a line of time {@code next} that comes right after this one. */
  static LogPosition after(@Nullable LogPosition last, Instant next) {
    return last != null && last.timestamp.equals(next)
        ? new LogPosition(next, last.ordinal + 1)
        : new LogPosition(next, 0);
  }

  boolean isBefore(LogPosition other) {
    int order = timestamp.compareTo(other.timestamp);
    return order < 0 || (order == 0 && ordinal < other.ordinal);
  }

  @Override
  public String toString() {
    String nano = Integer.toString(timestamp.getNano());
    return timestamp.getEpochSecond() + "." + "0".repeat(9 - nano.length()) + nano + "-" + ordinal;
  }
}
