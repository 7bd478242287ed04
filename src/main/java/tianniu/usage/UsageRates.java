package tianniu.usage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/** The arithmetic between two samples of one run. */
final class UsageRates {
  /** Below this a rate is the noise of the clocks: the kernel counts some things by the tick. */
  private static final long MIN_SPAN_NANOS = 1_000_000;

  private static final double NANOS_PER_SECOND = 1e9;

  private UsageRates() {}

  static Usage usage(@Nullable Counters older, UsageSample newest) {
    Counters newer = Counters.of(newest);
    return new Usage(
        cpuCores(older, newer),
        newest.memoryBytes(),
        rxBytesPerSecond(older, newer),
        txBytesPerSecond(older, newer),
        newest.takenAt());
  }

  static UsageWindow window(@Nullable Counters older, UsageSample newest) {
    Counters newer = Counters.of(newest);
    Double cores = cpuCores(older, newer);
    return new UsageWindow(
        newest,
        older == null ? Duration.ZERO : Duration.ofNanos(newer.nanoTime() - older.nanoTime()),
        cores == null ? null : Double.valueOf(cores * 100),
        hostBusyPercent(older, newer),
        rxBytesPerSecond(older, newer),
        txBytesPerSecond(older, newer),
        readBytesPerSecond(older, newer),
        writeBytesPerSecond(older, newer));
  }

  /** Whether a counter is lower than it was: then the two are not of one run. */
  static boolean startedAnew(Counters older, UsageSample newest) {
    Counters newer = Counters.of(newest);
    return newer.cpuNanos() < older.cpuNanos()
        || isLower(older.rxBytes(), newer.rxBytes())
        || isLower(older.txBytes(), newer.txBytes())
        || isLower(older.readBytes(), newer.readBytes())
        || isLower(older.writeBytes(), newer.writeBytes());
  }

  private static boolean isLower(long older, long newer) {
    return newer != Counters.UNKNOWN && newer < older;
  }

  private static @Nullable Double cpuCores(@Nullable Counters older, Counters newer) {
    if (older == null || isTooShort(older, newer)) {
      return null;
    }
    return (double) (newer.cpuNanos() - older.cpuNanos()) / (newer.nanoTime() - older.nanoTime());
  }

  private static @Nullable Double hostBusyPercent(@Nullable Counters older, Counters newer) {
    if (older == null
        || older.hostTotalTicks() == Counters.UNKNOWN
        || newer.hostTotalTicks() == Counters.UNKNOWN
        || newer.hostTotalTicks() <= older.hostTotalTicks()) {
      return null;
    }
    double busy = newer.hostBusyTicks() - older.hostBusyTicks();
    double percent = 100 * busy / (newer.hostTotalTicks() - older.hostTotalTicks());
    // The kernel may take back time that it had counted as idle.
    return Math.clamp(percent, 0, 100);
  }

  private static @Nullable Double rxBytesPerSecond(@Nullable Counters older, Counters newer) {
    return older == null ? null : perSecond(older, newer, older.rxBytes(), newer.rxBytes());
  }

  private static @Nullable Double txBytesPerSecond(@Nullable Counters older, Counters newer) {
    return older == null ? null : perSecond(older, newer, older.txBytes(), newer.txBytes());
  }

  private static @Nullable Double readBytesPerSecond(@Nullable Counters older, Counters newer) {
    return older == null ? null : perSecond(older, newer, older.readBytes(), newer.readBytes());
  }

  private static @Nullable Double writeBytesPerSecond(@Nullable Counters older, Counters newer) {
    return older == null ? null : perSecond(older, newer, older.writeBytes(), newer.writeBytes());
  }

  private static @Nullable Double perSecond(
      Counters older, Counters newer, long before, long after) {
    if (before == Counters.UNKNOWN || after == Counters.UNKNOWN || isTooShort(older, newer)) {
      return null;
    }
    // In floating point from the start: the product of two longs would overflow within hours.
    return (after - before) * (NANOS_PER_SECOND / (newer.nanoTime() - older.nanoTime()));
  }

  private static boolean isTooShort(Counters older, Counters newer) {
    return newer.nanoTime() - older.nanoTime() < MIN_SPAN_NANOS;
  }
}
