package tianniu.engine.docker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A line of {@code GET /containers/{id}/stats}, and what it means. */
@JsonNaming(SnakeCaseStrategy.class)
record Stats(
    @Nullable String read,
    @Nullable Cpu cpuStats,
    @Nullable Memory memoryStats,
    @Nullable Blkio blkioStats,
    @Nullable Map<String, Interface> networks) {

  @JsonNaming(SnakeCaseStrategy.class)
  record Cpu(@Nullable CpuUsage cpuUsage, long systemCpuUsage, int onlineCpus) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record CpuUsage(long totalUsage) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record Memory(long usage, long limit, @Nullable Map<String, Long> stats) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record Blkio(
      @Nullable List<BlkioEntry> ioServiceBytesRecursive,
      @Nullable List<BlkioEntry> ioServicedRecursive) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record BlkioEntry(@Nullable String op, long value) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record Interface(
      long rxBytes,
      long rxPackets,
      long rxErrors,
      long rxDropped,
      long txBytes,
      long txPackets,
      long txErrors,
      long txDropped) {}

  /** By the engine's clock; null when it does not say. */
  @Nullable Instant measuredAt() {
    return read == null ? null : Instant.parse(read);
  }

  /** Null when the container does not run: then the engine sends zeros. */
  @Nullable UsageSample sample(long nanoTime) {
    CpuUsage cpu = cpuStats == null ? null : cpuStats.cpuUsage();
    Instant at = measuredAt();
    if (at == null || cpuStats == null || cpu == null || memoryStats == null) {
      return null;
    }
    if (at.isBefore(Instant.EPOCH) || (memoryStats.limit() == 0 && cpu.totalUsage() == 0)) {
      return null;
    }
    return new UsageSample(
        at,
        nanoTime,
        cpu.totalUsage(),
        // The engine gives the host's whole time, idle and busy in one.
        null,
        cpuStats.onlineCpus(),
        memory(memoryStats),
        memoryStats.limit(),
        network(),
        io());
  }

  // As the docker command has it: page cache that can be reclaimed is not in use.
  private static long memory(Memory memory) {
    Map<String, Long> stats = memory.stats() == null ? Map.of() : memory.stats();
    Long v1 = stats.get("total_inactive_file");
    Long inactive = v1 == null ? stats.get("inactive_file") : v1;
    return inactive == null || inactive >= memory.usage()
        ? memory.usage()
        : memory.usage() - inactive;
  }

  private UsageSample.@Nullable Network network() {
    if (networks == null) {
      return null;
    }
    long[] sums = new long[8];
    for (Interface one : networks.values()) {
      sums[0] += one.rxBytes();
      sums[1] += one.rxPackets();
      sums[2] += one.rxErrors();
      sums[3] += one.rxDropped();
      sums[4] += one.txBytes();
      sums[5] += one.txPackets();
      sums[6] += one.txErrors();
      sums[7] += one.txDropped();
    }
    return new UsageSample.Network(
        sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]);
  }

  private UsageSample.@Nullable Io io() {
    List<BlkioEntry> bytes = blkioStats == null ? null : blkioStats.ioServiceBytesRecursive();
    if (blkioStats == null || bytes == null) {
      return null;
    }
    List<BlkioEntry> operations = blkioStats.ioServicedRecursive();
    return new UsageSample.Io(
        operations == null ? null : sum(operations, "read"),
        operations == null ? null : sum(operations, "write"),
        sum(bytes, "read"),
        sum(bytes, "write"));
  }

  private static long sum(List<BlkioEntry> entries, String op) {
    return entries.stream()
        .filter(entry -> op.equalsIgnoreCase(entry.op()))
        .mapToLong(BlkioEntry::value)
        .sum();
  }
}
