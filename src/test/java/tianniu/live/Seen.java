package tianniu.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.SpecDraft;

/** Containers as an engine would tell of them, and as they are to be made. */
final class Seen {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Seen() {}

  /** A reference like Docker's: 64 hex characters, of which the last tell the number. */
  static EngineRef ref(int number) {
    return new EngineRef("%032x%032x".formatted(number, number));
  }

  static ContainerId id(int number) {
    return new ContainerId("%032x".formatted(0xabc000 + number));
  }

  static EngineContainer foreign(int number, String name, EngineState state) {
    return container(ref(number), null, name, state, 0);
  }

  static EngineContainer ours(int number, EngineState state) {
    return container(ref(number), id(number), "c" + number, state, 0);
  }

  static EngineContainer container(
      EngineRef ref, @Nullable ContainerId issued, String name, EngineState state, int port) {
    return container(ref, issued, name, state, port, 0, Map.of());
  }

  /**
   * A container of the engine.
   *
   * @param port 0 for none
   * @param age how many seconds after {@link #NOW} it was created
   */
  static EngineContainer container(
      EngineRef ref,
      @Nullable ContainerId issued,
      String name,
      EngineState state,
      int port,
      int age,
      Map<String, String> labels) {
    return new EngineContainer(
        ref,
        issued,
        null,
        name,
        "busybox:latest",
        state,
        NOW.plusSeconds(age),
        null,
        null,
        null,
        false,
        0,
        null,
        state == EngineState.RUNNING ? 42 : 0,
        labels,
        ports(port),
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

  static ContainerSpec spec(int number) {
    return spec(id(number), "c" + number, 0);
  }

  static ContainerSpec spec(ContainerId id, String name, int port) {
    SpecDraft draft = new SpecDraft(id, name, "busybox:latest", NOW);
    ports(port).forEach(draft::port);
    return draft.spec();
  }

  private static List<PortMapping> ports(int external) {
    return external == 0 ? List.of() : List.of(new PortMapping(80, external, Protocol.TCP));
  }
}
