package tianniu.engine.memory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.engine.ExecSpec;
import tianniu.engine.RestartPolicy;
import tianniu.engine.SpecDraft;

/** Containers for the twin's own tests. */
final class Boxes {
  static final MemoryImage BUSYBOX = MemoryImage.shell("busybox");
  static final MemoryImage WEB = MemoryImage.server("web:1", "webd", "--quiet");

  private Boxes() {}

  static ContainerSpec spec(
      String name, String image, RestartPolicy.Type policy, String... command) {
    SpecDraft draft =
        new SpecDraft(
                new ContainerId("0123456789abcdef0123456789abcdef"),
                name,
                image,
                Instant.parse("2026-01-01T00:00:00Z"))
            .labels(Map.of("tianniu.id", "hidden", "team", "a"))
            .restart(policy, 0);
    return command.length == 0 ? draft.spec() : draft.command(command).spec();
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
