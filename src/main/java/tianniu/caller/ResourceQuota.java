package tianniu.caller;

import org.jspecify.annotations.Nullable;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;

/**
 * The most that containers may have together. What is null is not limited.
 *
 * @param containers their number, running or not
 * @param cpu sum of their limits
 * @param memory sum of their limits
 * @param ports published ones
 */
public record ResourceQuota(
    @Nullable Integer containers,
    @Nullable Cpus cpu,
    @Nullable ByteSize memory,
    @Nullable Integer ports) {
  /** No limit. */
  public static final ResourceQuota NONE = new ResourceQuota(null, null, null, null);
}
