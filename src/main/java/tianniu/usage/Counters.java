package tianniu.usage;

import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;
import tianniu.engine.UsageSample.HostCpu;
import tianniu.engine.UsageSample.Io;
import tianniu.engine.UsageSample.Network;

/**
 * What is kept of a sample once a newer one is there: the counters that rates are made from.
 *
 * @param hostBusyTicks {@link #UNKNOWN} with {@code hostTotalTicks}
 * @param rxBytes {@link #UNKNOWN} with {@code txBytes}
 * @param readBytes {@link #UNKNOWN} with {@code writeBytes}
 */
record Counters(
    long nanoTime,
    long cpuNanos,
    long hostBusyTicks,
    long hostTotalTicks,
    long rxBytes,
    long txBytes,
    long readBytes,
    long writeBytes) {
  static final long UNKNOWN = Long.MIN_VALUE;

  /** How many numbers there are. */
  static final int WIDTH = 8;

  static Counters of(UsageSample sample) {
    HostCpu host = sample.hostCpu();
    Network network = sample.network();
    Io io = sample.io();
    return new Counters(
        sample.nanoTime(),
        sample.cpuNanos(),
        host == null ? UNKNOWN : host.busyTicks(),
        host == null ? UNKNOWN : host.totalTicks(),
        network == null ? UNKNOWN : network.rxBytes(),
        network == null ? UNKNOWN : network.txBytes(),
        io == null ? UNKNOWN : io.readBytes(),
        io == null ? UNKNOWN : io.writeBytes());
  }

  static @Nullable Counters ofNullable(@Nullable UsageSample sample) {
    return sample == null ? null : of(sample);
  }

  static Counters readFrom(long[] from, int at) {
    return new Counters(
        from[at],
        from[at + 1],
        from[at + 2],
        from[at + 3],
        from[at + 4],
        from[at + 5],
        from[at + 6],
        from[at + 7]);
  }

  void writeTo(long[] to, int at) {
    to[at] = nanoTime;
    to[at + 1] = cpuNanos;
    to[at + 2] = hostBusyTicks;
    to[at + 3] = hostTotalTicks;
    to[at + 4] = rxBytes;
    to[at + 5] = txBytes;
    to[at + 6] = readBytes;
    to[at + 7] = writeBytes;
  }
}
