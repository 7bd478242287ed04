package tianniu.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as the API reads them, and as log entries write them. */
public final class Timestamps {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The offset also as {@code +0800} or {@code +08}: ISO 8601 has both, and clients write them. */
  private static final Pattern WITH_OFFSET =
      Pattern.compile("(.*T.*?)([Zz]|[+-]\\d\\d(?::?\\d\\d)?)");

  private Timestamps() {}

  /**
   * Reads an ISO 8601 date and time; without an offset it is UTC, and a date alone is its first
   * moment. A space before an offset is taken for the plus sign that a query string makes it from.
   */
  public static Optional<Instant> parse(String text) {
    String time = text.replace(' ', '+');
    try {
      if (time.indexOf('T') < 0) {
        return Optional.of(LocalDate.parse(time).atStartOfDay().toInstant(ZoneOffset.UTC));
      }
      Matcher matcher = WITH_OFFSET.matcher(time);
      return Optional.of(
          matcher.matches()
              ? LocalDateTime.parse(matcher.group(1))
                  .toInstant(ZoneOffset.of(matcher.group(2).toUpperCase(Locale.ROOT)))
              : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** Exactly six fractional digits: parsers in use refuse nine. */
  public static String microseconds(Instant instant) {
    return MICROSECONDS.format(instant);
  }
}
