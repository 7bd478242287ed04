package tianniu.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a container uses at present: over the last second or two. Null is "not known yet", never
 * zero.
 *
 * @param memoryBytes without reclaimable page cache
 * @param rxBytesPerSecond also null where the container has no network of its own
 * @param txBytesPerSecond as {@code rxBytesPerSecond}
 */
public record Usage(
    @Nullable Double cpuCores,
    long memoryBytes,
    @Nullable Double rxBytesPerSecond,
    @Nullable Double txBytesPerSecond,
    Instant takenAt) {}
