package tianniu.fuzz;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tianniu.api.ApiOperation;

/**
 * One request.
 *
 * @param operation that must answer it; null when it need not come so far
 * @param source the address it comes from: many wrong keys from one would be answered slowly
 * @param answered whether it is whole, so that it must be answered
 * @param head whether an answer to it has no body, whatever its headers say
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Shot(
    long number,
    @Nullable ApiOperation operation,
    byte[] bytes,
    InetAddress source,
    boolean answered,
    boolean head) {
  private static final int SHOWN = 700;

  String operationId() {
    return operation == null ? "-" : operation.id();
  }

  /** Its beginning, for people. */
  String shown() {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    text = text.replaceAll("(?i)(authorization: bearer )[^\r\n]{0,4}[^\r\n]*", "$1…");
    return text.substring(0, Math.min(SHOWN, text.length()));
  }
}
