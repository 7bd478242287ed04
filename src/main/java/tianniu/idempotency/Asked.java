package tianniu.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import tianniu.fault.Fault;
import tianniu.http.Request;

/**
 * A request that must not be done twice.
 *
 * @param fingerprint by which it is told from another request
 */
record Asked(Slot slot, String fingerprint, String requestId) {

  /**
   * Takes the fingerprint of a request: an HMAC-SHA256 of its method, path, query and body. With a
   * key, since who has the database could try what a body may have been.
   */
  static Asked of(Slot slot, Request request, SecretKey key) {
    byte[] line = request.line().getBytes(StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(line.length).flip());
      mac.update(line);
      mac.update(request.content());
      return new Asked(slot, HexFormat.of().formatHex(mac.doFinal()), request.id());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  /**
   * Refuses to take this request for that one.
   *
   * @throws tianniu.fault.FaultException with {@link Fault.IdempotencyKeyReused}
   */
  void requireSame(String otherFingerprint) {
    if (!fingerprint.equals(otherFingerprint)) {
      throw new Fault.IdempotencyKeyReused().asException();
    }
  }
}
