package tianniu.idempotency;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.Violation;
import tianniu.http.Request;

/**
 * Where the answer to a request is kept.
 *
 * @param apiKey the id of the caller's key
 * @param name what the client sent as its {@code Idempotency-Key}
 */
record Slot(String apiKey, String operation, String name) {
  private static final Pattern NAME = Pattern.compile("[ -~]{1,255}");

  /**
   * Null when the request has none.
   *
   * @throws tianniu.fault.FaultException with {@link Fault.Invalid}
   */
  static @Nullable Slot of(Request request) {
    String given = request.only(Request.IDEMPOTENCY_KEY);
    return given == null
        ? null
        : new Slot(request.caller().keyId(), request.operation(), name(given));
  }

  /** With quotes, as the IETF's draft writes it, and without, a key is the same. */
  static String name(String given) {
    boolean quoted = given.length() > 1 && given.startsWith("\"") && given.endsWith("\"");
    String name = quoted ? given.substring(1, given.length() - 1) : given;
    if (!NAME.matcher(name).matches()) {
      throw Fault.invalid(
              new Violation(
                  Violation.Where.HEADER,
                  Request.IDEMPOTENCY_KEY,
                  "must have 1 to 255 printable ASCII characters"))
          .asException();
    }
    return name;
  }
}
