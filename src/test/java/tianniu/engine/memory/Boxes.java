package tianniu.engine.memory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.engine.ExecSpec;
import tianniu.engine.PortMapping;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;

/** Containers for the twin's own tests. */
final class Boxes {
  static final MemoryImage BUSYBOX = MemoryImage.shell("busybox");
  static final MemoryImage WEB = MemoryImage.server("web:1", "webd", "--quiet");

  private Boxes() {}

  static ContainerSpec spec(
      String name, String image, RestartPolicy.Type policy, String... command) {
    return new ContainerSpec(
        new ContainerId("0123456789abcdef0123456789abcdef"),
        name,
        image,
        Instant.parse("2026-01-01T00:00:00Z"),
        null,
        Map.of("tianniu.id", "hidden", "team", "a"),
        List.<PortMapping>of(),
        List.of(),
        null,
        ResourceLimits.NONE,
        List.of(),
        new RestartPolicy(policy, 0),
        null,
        command.length == 0
            ? ProcessSpec.IMAGE_DEFAULTS
            : new ProcessSpec(null, List.of(command), null, null, null));
  }

  static EngineRef running(MemoryEngine engine, RestartPolicy.Type policy, String... command) {
    EngineRef ref =
        engine
            .containers()
            .create(spec("box-" + engine.containers().list().size(), "busybox", policy, command));
    engine.containers().start(ref);
    return ref;
  }

  static EngineRef running(MemoryEngine engine, String... command) {
    return running(engine, RestartPolicy.Type.NO, command);
  }

  static EngineRef web(MemoryEngine engine) {
    EngineRef ref = engine.containers().create(spec("web", "web:1", RestartPolicy.Type.NO));
    engine.containers().start(ref);
    return ref;
  }

  static ExecSpec exec(String... command) {
    return new ExecSpec(List.of(command), List.of(), null, null, false, false, true, true);
  }
}
