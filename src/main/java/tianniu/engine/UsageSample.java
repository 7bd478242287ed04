package tianniu.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counters of a container at one moment. Null is "not known", never zero.
 *
 * @param takenAt wall clock
 * @param nanoTime monotonic clock, for rates
 * @param cpuNanos processor time used since the container's start
 * @param hostCpu processor time of the host; null when it cannot be seen
 * @param onlineCpus processors that the host has
 * @param memoryBytes in use, without page cache that can be reclaimed
 * @param memoryLimitBytes the container's limit, else the host's memory
 * @param network sums over the container's interfaces but loopback; null when they are not its own
 * @param io since the container's start; null when not known
 */
public record UsageSample(
    Instant takenAt,
    long nanoTime,
    long cpuNanos,
    @Nullable HostCpu hostCpu,
    int onlineCpus,
    long memoryBytes,
    long memoryLimitBytes,
    @Nullable Network network,
    @Nullable Io io) {

  /** Ticks of all processors of the host since it started. */
  public record HostCpu(long busyTicks, long totalTicks) {}

  /** Received and sent since the network namespace was made. */
  public record Network(
      long rxBytes,
      long rxPackets,
      long rxErrors,
      long rxDropped,
      long txBytes,
      long txPackets,
      long txErrors,
      long txDropped) {}

  /** Block devices. Operations are null where the engine counts bytes only. */
  public record Io(
      @Nullable Long readOps, @Nullable Long writeOps, long readBytes, long writeBytes) {}
}
