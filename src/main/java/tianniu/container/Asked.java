package tianniu.container;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.HealthProbe;
import tianniu.engine.NetworkPoint;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.VolumeMount;
import tianniu.live.LiveContainer;

/** What a container was asked to be: from the engine when it has it, else from the draft. */
record Asked(
    List<VolumeMount> volumes,
    @Nullable NetworkPoint network,
    ResourceLimits limits,
    List<EnvironmentVariable> environment,
    RestartPolicy restartPolicy,
    @Nullable HealthProbe health,
    ProcessSpec process) {
  /** Where the engine puts a container that names no network. */
  private static final String DEFAULT_NETWORK = "bridge";

  static Asked of(LiveContainer container) {
    EngineContainer engine = container.engine();
    if (engine != null) {
      return new Asked(
          engine.volumes(),
          engine.network(),
          engine.limits(),
          engine.environment(),
          engine.restartPolicy(),
          engine.health(),
          engine.process());
    }
    ContainerSpec draft = java.util.Objects.requireNonNull(container.draft());
    String network = draft.network() == null ? DEFAULT_NETWORK : draft.network();
    return new Asked(
        draft.volumes(),
        new NetworkPoint(network, null),
        draft.limits(),
        draft.environment(),
        draft.restartPolicy(),
        draft.health(),
        draft.process());
  }
}
