package tianniu.idempotency;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request as it stands in the database.
 *
 * @param id of the container that it makes, and the cause of what else it does
 * @param plan what the operation wants to know when it is resumed
 * @param sealed its answer; null as long as there is none
 */
record Row(
    String id,
    Slot slot,
    String fingerprint,
    String requestId,
    Instant acceptedAt,
    String plan,
    @Nullable ByteBuffer sealed) {
  /** What a row takes beside its answer, with its part of the indexes. */
  private static final int OVERHEAD_BYTES = 512;

  /** What the answer is sealed with. */
  String label() {
    return "idempotent request " + id + " " + fingerprint;
  }

  long bytes() {
    return (long) OVERHEAD_BYTES + plan.length() + (sealed == null ? 0 : sealed.remaining());
  }

  Row answered(byte[] answer) {
    return new Row(id, slot, fingerprint, requestId, acceptedAt, plan, ByteBuffer.wrap(answer));
  }
}
