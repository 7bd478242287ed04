package tianniu.usage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;
import tianniu.engine.UsageSample.HostCpu;
import tianniu.engine.UsageSample.Io;
import tianniu.engine.UsageSample.Network;

/** The arithmetic between two samples of one run. */
final class UsageRates {
  /** Below this a rate is the noise of the clocks: the kernel counts some things by the tick. */
  private static final long MIN_SPAN_NANOS = 1_000_000;

  private static final double NANOS_PER_SECOND = 1e9;

  private UsageRates() {}

  static Usage usage(@Nullable UsageSample older, UsageSample newer) {
    return new Usage(
        cpuCores(older, newer),
        newer.memoryBytes(),
        rxBytesPerSecond(older, newer),
        txBytesPerSecond(older, newer),
        newer.takenAt());
  }

  static UsageWindow window(@Nullable UsageSample older, UsageSample newer) {
    Double cores = cpuCores(older, newer);
    return new UsageWindow(
        newer,
        older == null ? Duration.ZERO : Duration.ofNanos(newer.nanoTime() - older.nanoTime()),
        cores == null ? null : Double.valueOf(cores * 100),
        hostBusyPercent(older, newer),
        rxBytesPerSecond(older, newer),
        txBytesPerSecond(older, newer));
  }

  /** Whether a counter is lower than it was: then the two are not of one run. */
  static boolean startedAnew(UsageSample older, UsageSample newer) {
    return newer.cpuNanos() < older.cpuNanos()
        || isLower(older.network(), newer.network())
        || isLower(older.io(), newer.io());
  }

  private static boolean isLower(@Nullable Network older, @Nullable Network newer) {
    return older != null
        && newer != null
        && (newer.rxBytes() < older.rxBytes() || newer.txBytes() < older.txBytes());
  }

  private static boolean isLower(@Nullable Io older, @Nullable Io newer) {
    return older != null
        && newer != null
        && (newer.readBytes() < older.readBytes() || newer.writeBytes() < older.writeBytes());
  }

  private static @Nullable Double cpuCores(@Nullable UsageSample older, UsageSample newer) {
    if (older == null || isTooShort(older, newer)) {
      return null;
    }
    return (double) (newer.cpuNanos() - older.cpuNanos()) / (newer.nanoTime() - older.nanoTime());
  }

  private static @Nullable Double hostBusyPercent(@Nullable UsageSample older, UsageSample newer) {
    HostCpu before = older == null ? null : older.hostCpu();
    HostCpu after = newer.hostCpu();
    if (before == null || after == null || after.totalTicks() <= before.totalTicks()) {
      return null;
    }
    double busy = after.busyTicks() - before.busyTicks();
    double percent = 100 * busy / (after.totalTicks() - before.totalTicks());
    // The kernel may take back time that it had counted as idle.
    return Math.clamp(percent, 0, 100);
  }

  private static @Nullable Double rxBytesPerSecond(@Nullable UsageSample older, UsageSample newer) {
    Network before = older == null ? null : older.network();
    Network after = newer.network();
    return older == null || before == null || after == null || isTooShort(older, newer)
        ? null
        : perSecond(after.rxBytes() - before.rxBytes(), newer.nanoTime() - older.nanoTime());
  }

  private static @Nullable Double txBytesPerSecond(@Nullable UsageSample older, UsageSample newer) {
    Network before = older == null ? null : older.network();
    Network after = newer.network();
    return older == null || before == null || after == null || isTooShort(older, newer)
        ? null
        : perSecond(after.txBytes() - before.txBytes(), newer.nanoTime() - older.nanoTime());
  }

  private static Double perSecond(long amount, long nanos) {
    // In floating point from the start: the product of two longs would overflow within hours.
    return amount * (NANOS_PER_SECOND / nanos);
  }

  private static boolean isTooShort(UsageSample older, UsageSample newer) {
    return newer.nanoTime() - older.nanoTime() < MIN_SPAN_NANOS;
  }
}
