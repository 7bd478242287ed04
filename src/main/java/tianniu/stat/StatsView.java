package tianniu.stat;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.UsageSample;
import tianniu.usage.UsageWindow;

/** A container's usage in the document's shape. Null is "not known", never zero. */
record StatsView(
    String containerId, Instant timestamp, Cpu cpu, Memory memory, Network network, Io io) {

  static StatsView of(ContainerId id, UsageWindow window) {
    UsageSample newest = window.newest();
    return new StatsView(
        id.value(),
        newest.takenAt(),
        new Cpu(
            Figures.percent(window.cpuPercent()),
            Figures.percent(window.hostBusyPercent()),
            newest.onlineCpus()),
        Memory.of(newest),
        Network.of(newest.network()),
        Io.of(newest.io()));
  }

  /** A container of which there is no sample yet. */
  static StatsView unknown(ContainerId id, Instant now) {
    return new StatsView(
        id.value(),
        now,
        new Cpu(null, null, null),
        new Memory(null, null, null),
        Network.of(null),
        Io.of(null));
  }

  /**
   * Processor use.
   *
   * @param usagePercent 100 is one full core
   * @param systemCpuUsage the busy share of the whole host, 0 to 100
   */
  record Cpu(
      @Nullable BigDecimal usagePercent,
      @Nullable BigDecimal systemCpuUsage,
      @Nullable Integer onlineCpus) {}

  /** In bytes, without page cache that can be reclaimed. */
  record Memory(@Nullable Long usage, @Nullable Long limit, @Nullable BigDecimal usagePercent) {
    static Memory of(UsageSample sample) {
      double share = 100.0 * sample.memoryBytes() / Math.max(1, sample.memoryLimitBytes());
      return new Memory(sample.memoryBytes(), sample.memoryLimitBytes(), Figures.percent(share));
    }
  }

  /** Since the container's start. */
  record Network(
      @Nullable Long rxBytes,
      @Nullable Long rxPackets,
      @Nullable Long rxErrors,
      @Nullable Long rxDropped,
      @Nullable Long txBytes,
      @Nullable Long txPackets,
      @Nullable Long txErrors,
      @Nullable Long txDropped) {
    static Network of(UsageSample.@Nullable Network counters) {
      return counters == null
          ? new Network(null, null, null, null, null, null, null, null)
          : new Network(
              counters.rxBytes(),
              counters.rxPackets(),
              counters.rxErrors(),
              counters.rxDropped(),
              counters.txBytes(),
              counters.txPackets(),
              counters.txErrors(),
              counters.txDropped());
    }
  }

  /** Since the container's start. */
  record Io(
      @Nullable Long readOps,
      @Nullable Long writeOps,
      @Nullable Long readBytes,
      @Nullable Long writeBytes) {
    static Io of(UsageSample.@Nullable Io counters) {
      return counters == null
          ? new Io(null, null, null, null)
          : new Io(
              counters.readOps(), counters.writeOps(), counters.readBytes(), counters.writeBytes());
    }
  }
}
