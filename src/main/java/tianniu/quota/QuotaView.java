package tianniu.quota;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tianniu.caller.ResourceQuota;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;

/**
 * A quota as the API shows it: its limits, where null is not limited, what is used of it, and what
 * is left of it, where null is not limited.
 *
 * @param createdAt null for the quota of a key, which comes and goes with it
 */
public record QuotaView(
    String name,
    Map<String, String> labels,
    @Nullable Integer containers,
    @Nullable String cpu,
    @Nullable String memory,
    @Nullable Integer ports,
    Amounts used,
    Amounts available,
    @Nullable Instant createdAt,
    @Nullable Instant updatedAt) {

  static QuotaView of(Bound bound, Used used) {
    Quota quota = bound.quota();
    ResourceQuota limits = bound.limits();
    return new QuotaView(
        bound.name(),
        new TreeMap<>(bound.scope().labels()),
        limits.containers(),
        limits.cpu() == null ? null : limits.cpu().toString(),
        limits.memory() == null ? null : limits.memory().toString(),
        limits.ports(),
        Amounts.of(used),
        Amounts.left(limits, used),
        quota == null ? null : quota.createdAt(),
        quota == null ? null : quota.updatedAt());
  }

  /** One amount of each resource. */
  public record Amounts(
      @Nullable Integer containers,
      @Nullable String cpu,
      @Nullable String memory,
      @Nullable Integer ports) {
    static Amounts of(Used used) {
      return new Amounts(
          used.containers(),
          new Cpus(used.cpuNanos()).toString(),
          new ByteSize(used.memoryBytes()).toString(),
          used.ports());
    }

    /** Nothing is left of what is used beyond its limit: a limit may be lowered below its use. */
    static Amounts left(ResourceQuota limits, Used used) {
      Cpus cpu = limits.cpu();
      ByteSize memory = limits.memory();
      return new Amounts(
          limits.containers() == null ? null : Math.max(0, limits.containers() - used.containers()),
          cpu == null ? null : new Cpus(Math.max(0, cpu.nanos() - used.cpuNanos())).toString(),
          memory == null
              ? null
              : new ByteSize(Math.max(0, memory.bytes() - used.memoryBytes())).toString(),
          limits.ports() == null ? null : Math.max(0, limits.ports() - used.ports()));
    }
  }

  /** Of listQuotas. */
  record Listed(List<QuotaView> quotas) {}
}
