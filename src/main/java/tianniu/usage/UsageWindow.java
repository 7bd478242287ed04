package tianniu.usage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/**
 * What a container used over a stretch of time. Rates are null while there is but one sample.
 *
 * @param newest all counters at the end of the stretch
 * @param span how long it really is; zero with one sample
 * @param cpuPercent 100 is one full core, as {@code docker stats} has it
 * @param hostBusyPercent 0..100, over all processors of the host
 * @param rxBytesPerSecond also null where the container has no network of its own
 * @param readBytesPerSecond of block devices; also null where they are not counted
 */
public record UsageWindow(
    UsageSample newest,
    Duration span,
    @Nullable Double cpuPercent,
    @Nullable Double hostBusyPercent,
    @Nullable Double rxBytesPerSecond,
    @Nullable Double txBytesPerSecond,
    @Nullable Double readBytesPerSecond,
    @Nullable Double writeBytesPerSecond) {}
