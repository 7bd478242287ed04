package tianniu.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.UsageSample;

/** Samples and containers that differ in what the tests are about. */
final class Samples {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Samples() {}

  /** A sample {@code at} so long after the start, of a container that uses half a core. */
  static UsageSample at(Duration at) {
    return at(at, at.toNanos() / 2, at.toMillis());
  }

  /**
   * @param bytes received; twice as many were sent
   */
  static UsageSample at(Duration at, long cpuNanos, long bytes) {
    return new UsageSample(
        START.plus(at),
        at.toNanos(),
        cpuNanos,
        new UsageSample.HostCpu(at.toMillis() / 40, at.toMillis() / 10),
        2,
        5000,
        10000,
        network(bytes),
        new UsageSample.Io(1L, 2L, 3, 4));
  }

  static UsageSample.Network network(long bytes) {
    return new UsageSample.Network(bytes, 1, 0, 0, 2 * bytes, 1, 0, 0);
  }

  static UsageSample withNetwork(UsageSample sample, UsageSample.@Nullable Network network) {
    return new UsageSample(
        sample.takenAt(),
        sample.nanoTime(),
        sample.cpuNanos(),
        sample.hostCpu(),
        sample.onlineCpus(),
        sample.memoryBytes(),
        sample.memoryLimitBytes(),
        network,
        sample.io());
  }

  static EngineContainer container(String name, long pid) {
    return new EngineContainer(
        new EngineRef(name.repeat(64).substring(0, 64)),
        null,
        null,
        name,
        "web:1",
        EngineState.RUNNING,
        START,
        START,
        null,
        null,
        false,
        0,
        null,
        pid,
        Map.of(),
        List.of(),
        List.of(),
        null,
        ResourceLimits.NONE,
        List.of(),
        RestartPolicy.NO,
        null,
        null,
        ProcessSpec.IMAGE_DEFAULTS,
        false,
        Set.of());
  }
}
