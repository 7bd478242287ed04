package tianniu.health;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.HealthProbe;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;

/** Containers with probes. */
final class Probed {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Probed() {}

  static HealthProbe probe(String endpoint) {
    return new HealthProbe(URI.create(endpoint), Duration.ofSeconds(10), Duration.ofMinutes(1), 2);
  }

  static EngineContainer container(EngineState state, long pid, @Nullable HealthProbe probe) {
    return new EngineContainer(
        new EngineRef("a".repeat(64)),
        null,
        null,
        "web",
        "web:1",
        state,
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
        probe,
        null,
        ProcessSpec.IMAGE_DEFAULTS,
        false,
        Set.of());
  }
}
