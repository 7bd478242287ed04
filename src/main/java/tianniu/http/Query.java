package tianniu.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;

/** The query parameters of a request, read as what they should be; anything else is refused. */
public final class Query {
  private static final int MOST_DIGITS = 18;

  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Reads a raw query.
   *
   * @param raw still percent-encoded; null when there is none
   */
  static Query parse(@Nullable String raw) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = decode(equals < 0 ? pair : pair.substring(0, equals));
          String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
          values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
      }
    }
    return new Query(values);
  }

  /** Refuses parameters that the route does not take, and repeats where one value is meant. */
  void checkAgainst(Route route) {
    values.forEach(
        (name, all) -> {
          if (!route.takes(name)) {
            throw refused(name, "is not a parameter of this call");
          }
          if (all.size() > 1 && !route.repeats(name)) {
            throw refused(name, "is given more than once");
          }
        });
  }

  /** Null when absent or empty. */
  public @Nullable String text(String name) {
    List<String> all = all(name);
    return all.isEmpty() || all.getFirst().isEmpty() ? null : all.getFirst();
  }

  /** Every value of a parameter that may be repeated; empty ones are left out. */
  public List<String> texts(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? all : all.stream().filter(value -> !value.isEmpty()).toList();
  }

  public long integer(String name, long min, long max, long absent) {
    String value = single(name);
    if (value == null) {
      return absent;
    }
    long number = isNumber(value) ? Long.parseLong(value) : -1;
    if (number < Math.max(0, min) || number > max) {
      throw refused(name, "must be a whole number from " + min + " to " + max);
    }
    return number;
  }

  public boolean flag(String name) {
    String value = single(name);
    if (value == null || value.equalsIgnoreCase("false")) {
      return false;
    }
    if (value.equalsIgnoreCase("true")) {
      return true;
    }
    throw refused(name, "must be true or false");
  }

  /** An ISO 8601 point in time; null when absent or empty. */
  public @Nullable Instant instant(String name) {
    return parsed(name, Timestamps::parse, "must be an ISO 8601 time such as 2026-01-31T12:00:00Z");
  }

  /** A duration such as {@code 30s}; null when absent. */
  public @Nullable Duration duration(String name, Duration min, Duration max) {
    String value = single(name);
    if (value == null) {
      return null;
    }
    return Durations.parse(value)
        .filter(found -> found.compareTo(min) >= 0 && found.compareTo(max) <= 0)
        .orElseThrow(
            () ->
                refused(
                    name,
                    "must be a duration from "
                        + Durations.text(min)
                        + " to "
                        + Durations.text(max)
                        + ", such as "
                        + Durations.text(min.isZero() ? Duration.ofSeconds(30) : min)));
  }

  /** A value that {@code parser} makes something of; null when absent or empty. */
  public <T> @Nullable T parsed(
      String name, Function<String, Optional<T>> parser, String expectation) {
    String value = text(name);
    return value == null ? null : parser.apply(value).orElseThrow(() -> refused(name, expectation));
  }

  /** The fault of a parameter whose value is not what it must be. */
  public static FaultException refused(String name, String message) {
    return Fault.invalid(Violation.parameter(name, message)).asException();
  }

  private List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Unlike {@link #text}: an empty value is there, and will not parse. */
  private @Nullable String single(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** Digits, and not more of them than a long can hold. */
  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MOST_DIGITS;
  }

  private static String decode(String text) {
    return isPlain(text) ? text : decoded(text);
  }

  /** Whether it is the same decoded, as nearly all are. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (one == '%' || one == '+' || one >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '+') {
        bytes.write(' ');
      } else if (raw[i] != '%') {
        bytes.write(raw[i]);
      } else {
        int high = i + 1 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw refused("query", "the query string has a broken percent-encoding");
        }
        bytes.write(high << 4 | low);
        i += 2;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw refused("query", "the query string is not UTF-8");
    }
  }
}
