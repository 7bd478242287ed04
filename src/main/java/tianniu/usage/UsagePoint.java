package tianniu.usage;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a container used in one step of its history. Rates are averages over the time since the
 * sample before the step's first; null is "not known", never zero.
 *
 * @param from when the step begins
 * @param cpuPercent 100 is one full core
 * @param memoryBytes of the last sample in the step, without reclaimable page cache
 */
public record UsagePoint(
    Instant from,
    Duration step,
    @Nullable Double cpuPercent,
    long memoryBytes,
    @Nullable Double rxBytesPerSecond,
    @Nullable Double txBytesPerSecond,
    @Nullable Double readBytesPerSecond,
    @Nullable Double writeBytesPerSecond) {}
