package tianniu.engine.local;

import java.io.IOException;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/** Reads one run of a container. One thread at a time. */
final class RunReader {
  /**
   * How long things are believed that hardly change: the limit, and, while no processor time is
   * used, all that a container cannot change without.
   */
  private static final long BELIEVED_NANOS = 5_000_000_000L;

  private final CgroupCounters counters;
  private final @Nullable NetworkTable network;
  private final HostReadings host;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private boolean hold;
  private @Nullable Believed believed;

  /**
   * @param network null when the container has none of its own
   */
  RunReader(
      CgroupCounters counters,
      @Nullable NetworkTable network,
      HostReadings host,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.counters = counters;
    this.network = network;
    this.host = host;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Whether files stay open between two readings. */
  void hold(boolean wanted) {
    hold = wanted;
    counters.hold(wanted);
    if (!wanted && network != null) {
      network.release();
    }
  }

  UsageSample read() throws IOException {
    HostReadings.Processors processors = host.processors();
    // Together: the clock belongs to the processor time, which rates are made of.
    long cpuNanos = counters.cpuNanos();
    long nanos = nanoTime.getAsLong();
    Believed known = believed;
    if (known == null || nanos - known.checkedAt >= BELIEVED_NANOS) {
      known = new Believed(cpuNanos, counters.memoryBytes(), limit(), counters.io(true), nanos);
    } else if (known.cpuNanos != cpuNanos) {
      known =
          new Believed(
              cpuNanos,
              counters.memoryBytes(),
              known.memoryLimitBytes,
              counters.io(false),
              known.checkedAt);
    }
    believed = known;
    return new UsageSample(
        clock.instant(),
        nanos,
        cpuNanos,
        processors.cpu(),
        processors.online(),
        known.memoryBytes,
        known.memoryLimitBytes,
        network == null ? null : network.read(hold),
        known.io);
  }

  private long limit() throws IOException {
    return counters.memoryLimitBytes(host.memoryBytes());
  }

  /**
   * What holds until the processor time moves on, or for a while.
   *
   * @param checkedAt when all of it was last read
   */
  private record Believed(
      long cpuNanos,
      long memoryBytes,
      long memoryLimitBytes,
      UsageSample.@Nullable Io io,
      long checkedAt) {}
}
