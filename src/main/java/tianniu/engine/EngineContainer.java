package tianniu.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that an engine says of one container at one moment.
 *
 * @param issuedId the id that the container was made with through this API; null for others
 * @param createdBy the id of the key that made it through this API; null when none did
 * @param name without the slash that Docker puts before it
 * @param image as it was named when the container was made
 * @param createdAt when its creation was accepted by this API, else when the engine made it
 * @param startedAt of the present or the last run; null when it never ran
 * @param finishedAt end of the last run; null while it runs and when it never ran
 * @param exitCode of the last run; null while it runs and when it never ran
 * @param restartCount how often the engine has started it again by itself since it was last started
 *     by a call
 * @param error the engine's words about why the last start failed, without values of secrets; null
 *     when it did not
 * @param pid of its first process in the engine's machine; 0 when it does not run
 * @param labels without this product's own
 * @param ports published ones only, ordered by internal port, then protocol
 * @param network null only when the engine does not say
 * @param environment what its maker gave, not what the image brings; without values of secrets
 * @param health the probe that its maker asked this product for; null when there is none
 * @param imageHealth the engine's own probe, from the image; null when there is none
 * @param hostAccess in what ways it is as good as the machine itself, beside what it mounts
 */
public record EngineContainer(
    EngineRef ref,
    @Nullable ContainerId issuedId,
    @Nullable String createdBy,
    String name,
    String image,
    EngineState state,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Integer exitCode,
    boolean outOfMemory,
    int restartCount,
    @Nullable String error,
    long pid,
    Map<String, String> labels,
    List<PortMapping> ports,
    List<VolumeMount> volumes,
    @Nullable NetworkPoint network,
    ResourceLimits limits,
    List<EnvironmentVariable> environment,
    RestartPolicy restartPolicy,
    @Nullable HealthProbe health,
    @Nullable ImageHealth imageHealth,
    ProcessSpec process,
    boolean tty,
    Set<HostAccess> hostAccess) {
  public EngineContainer {
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
    volumes = List.copyOf(volumes);
    environment = List.copyOf(environment);
    hostAccess = Set.copyOf(hostAccess);
  }
}
