package tianniu.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names for requests, by which an answer, a log line and a caller's own records are matched. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";

  private static final Pattern SHORT_AND_PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private RequestIds() {}

  /** The caller's own id when it can be shown anywhere, else a new one. */
  static String idFor(@Nullable String callers) {
    if (callers != null && SHORT_AND_PRINTABLE.matcher(callers).matches()) {
      return callers;
    }
    return "req-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
