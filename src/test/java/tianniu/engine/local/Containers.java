package tianniu.engine.local;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.NetworkPoint;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;

/** Containers as the engine would describe them. */
final class Containers {
  static final String ID = "4f1c".repeat(16);

  private Containers() {}

  static EngineContainer running(long pid, @Nullable NetworkPoint network) {
    return running(ID, pid, network);
  }

  static EngineContainer running(String id, long pid, @Nullable NetworkPoint network) {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    return new EngineContainer(
        new EngineRef(id),
        null,
        null,
        "web",
        "web:1",
        EngineState.RUNNING,
        start,
        start,
        null,
        null,
        false,
        0,
        null,
        pid,
        Map.of(),
        List.of(),
        List.of(),
        network,
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
