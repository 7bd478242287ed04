package tianniu.access;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Lease;

/** A key in memory, with all that a call needs of it. */
final class HeldKey {
  private final ApiKey key;
  private final Caller caller;
  private final @Nullable RateBucket reads;
  private final @Nullable RateBucket writes;
  private final AtomicReference<@Nullable LastUse> lastUse;

  HeldKey(ApiKey key, Role role, @Nullable LastUse lastUse, long nanos) {
    this.key = key;
    Grants grants = key.grants();
    caller =
        new Caller(
            key.id(),
            key.name(),
            role.permissions(),
            grants.scope(),
            grants.allowed(),
            grants.quota(),
            new Lease());
    reads = bucket(grants.rates().readsPerMinute(), nanos);
    writes = bucket(grants.rates().writesPerMinute(), nanos);
    this.lastUse = new AtomicReference<>(lastUse);
  }

  private HeldKey(HeldKey same, ApiKey key) {
    this.key = key;
    caller = same.caller;
    reads = same.reads;
    writes = same.writes;
    lastUse = same.lastUse;
  }

  /** When and from where a key was last used. */
  record LastUse(long millis, String from) {}

  private static @Nullable RateBucket bucket(int limit, long nanos) {
    return limit == 0 ? null : new RateBucket(limit, nanos);
  }

  /** The same key with another text; streams and limits go on. */
  HeldKey rotated(ApiKey next) {
    return new HeldKey(this, next);
  }

  ApiKey key() {
    return key;
  }

  Caller caller() {
    return caller;
  }

  /** Null when there is no limit. */
  @Nullable RateBucket bucket(boolean reads) {
    return reads ? this.reads : writes;
  }

  @Nullable LastUse lastUse() {
    return lastUse.get();
  }

  void used(long millis, String from) {
    lastUse.set(new LastUse(millis, from));
  }
}
