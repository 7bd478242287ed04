package tianniu.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to be made: every value checked, every default filled in.
 *
 * @param createdBy the id of the key that made it; null when no key did
 * @param network null for the engine's default network
 * @param health null for the image's own probe, if it has one
 * @param installation who makes it, to start it at once: one that is found never started is a
 *     leftover of that installation; null when nobody may take it for one
 */
public record ContainerSpec(
    ContainerId id,
    String name,
    String image,
    Instant createdAt,
    @Nullable String createdBy,
    Map<String, String> labels,
    List<PortMapping> ports,
    List<VolumeMount> volumes,
    @Nullable String network,
    ResourceLimits limits,
    List<EnvironmentVariable> environment,
    RestartPolicy restartPolicy,
    @Nullable HealthProbe health,
    ProcessSpec process,
    @Nullable String installation) {
  public ContainerSpec {
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
    volumes = List.copyOf(volumes);
    environment = List.copyOf(environment);
  }

  /** One that nobody may take for a leftover. */
  public ContainerSpec(
      ContainerId id,
      String name,
      String image,
      Instant createdAt,
      @Nullable String createdBy,
      Map<String, String> labels,
      List<PortMapping> ports,
      List<VolumeMount> volumes,
      @Nullable String network,
      ResourceLimits limits,
      List<EnvironmentVariable> environment,
      RestartPolicy restartPolicy,
      @Nullable HealthProbe health,
      ProcessSpec process) {
    this(
        id,
        name,
        image,
        createdAt,
        createdBy,
        labels,
        ports,
        volumes,
        network,
        limits,
        environment,
        restartPolicy,
        health,
        process,
        null);
  }

  /** The same, made by an installation to be started at once. */
  public ContainerSpec startedBy(String maker) {
    return new ContainerSpec(
        id,
        name,
        image,
        createdAt,
        createdBy,
        labels,
        ports,
        volumes,
        network,
        limits,
        environment,
        restartPolicy,
        health,
        process,
        maker);
  }

  public ContainerSpec withCreatedBy(@Nullable String keyId) {
    return new ContainerSpec(
        id,
        name,
        image,
        createdAt,
        keyId,
        labels,
        ports,
        volumes,
        network,
        limits,
        environment,
        restartPolicy,
        health,
        process,
        installation);
  }

  public ContainerSpec withLabels(Map<String, String> others) {
    return new ContainerSpec(
        id,
        name,
        image,
        createdAt,
        createdBy,
        others,
        ports,
        volumes,
        network,
        limits,
        environment,
        restartPolicy,
        health,
        process,
        installation);
  }

  public ContainerSpec withVolumes(List<VolumeMount> others) {
    return new ContainerSpec(
        id,
        name,
        image,
        createdAt,
        createdBy,
        labels,
        ports,
        others,
        network,
        limits,
        environment,
        restartPolicy,
        health,
        process,
        installation);
  }

  public ContainerSpec withEnvironment(List<EnvironmentVariable> others) {
    return new ContainerSpec(
        id,
        name,
        image,
        createdAt,
        createdBy,
        labels,
        ports,
        volumes,
        network,
        limits,
        others,
        restartPolicy,
        health,
        process,
        installation);
  }
}
