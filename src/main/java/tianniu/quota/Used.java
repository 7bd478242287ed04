package tianniu.quota;

import java.util.Collection;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.ResourceLimits;
import tianniu.live.LiveContainer;

/**
 * What containers have together: the sums of their limits, where one without a limit counts as
 * nothing. A sum that no long can hold is the largest long.
 *
 * @param containers running or not
 * @param ports published ones, also of containers that do not run
 */
record Used(int containers, long cpuNanos, long memoryBytes, int ports) {
  static final Used NOTHING = new Used(0, 0, 0, 0);

  static Used of(Collection<LiveContainer> containers, Bound bound) {
    Used used = NOTHING;
    for (LiveContainer container : containers) {
      if (bound.counts(container)) {
        used = used.plus(container.limits(), container.ports().size());
      }
    }
    return used;
  }

  Used plus(ContainerSpec spec) {
    return plus(spec.limits(), spec.ports().size());
  }

  private Used plus(ResourceLimits limits, int published) {
    Cpus cpu = limits.cpu();
    ByteSize memory = limits.memory();
    return new Used(
        containers + 1,
        sum(cpuNanos, cpu == null ? 0 : cpu.nanos()),
        sum(memoryBytes, memory == null ? 0 : memory.bytes()),
        ports + published);
  }

  /** Of numbers that are not negative. */
  private static long sum(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
