package tianniu.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A container to be made, told step by step; what is not told is as simple as it can be. */
public final class SpecDraft {
  private final ContainerId id;
  private final Instant createdAt;
  private @Nullable String createdBy;
  private String name;
  private String image;
  private final Map<String, String> labels = new HashMap<>();
  private final List<PortMapping> ports = new ArrayList<>();
  private final List<VolumeMount> volumes = new ArrayList<>();
  private final List<EnvironmentVariable> environment = new ArrayList<>();
  private @Nullable String network;
  private ResourceLimits limits = ResourceLimits.NONE;
  private RestartPolicy restartPolicy = RestartPolicy.NO;
  private @Nullable HealthProbe health;
  private ProcessSpec process = ProcessSpec.IMAGE_DEFAULTS;

  public SpecDraft(ContainerId id, String name, String image, Instant createdAt) {
    this.id = id;
    this.name = name;
    this.image = image;
    this.createdAt = createdAt;
  }

  public SpecDraft name(String newName) {
    name = newName;
    return this;
  }

  public SpecDraft createdBy(@Nullable String keyId) {
    createdBy = keyId;
    return this;
  }

  public SpecDraft image(String newImage) {
    image = newImage;
    return this;
  }

  public SpecDraft label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  public SpecDraft labels(Map<String, String> more) {
    labels.putAll(more);
    return this;
  }

  public SpecDraft port(int internal, int external, PortMapping.Protocol protocol) {
    return port(new PortMapping(internal, external, protocol));
  }

  public SpecDraft port(PortMapping port) {
    ports.add(port);
    return this;
  }

  public SpecDraft volume(VolumeMount volume) {
    return volumes(volume);
  }

  public SpecDraft volumes(VolumeMount... more) {
    volumes.addAll(List.of(more));
    return this;
  }

  public SpecDraft env(String variable, String value) {
    environment.add(new EnvironmentVariable(variable, value, null));
    return this;
  }

  public SpecDraft env(EnvironmentVariable variable) {
    environment.add(variable);
    return this;
  }

  public SpecDraft network(String newNetwork) {
    network = newNetwork;
    return this;
  }

  public SpecDraft limits(ResourceLimits newLimits) {
    limits = newLimits;
    return this;
  }

  public SpecDraft restart(RestartPolicy policy) {
    restartPolicy = policy;
    return this;
  }

  public SpecDraft restart(RestartPolicy.Type type, int maxRetries) {
    return restart(new RestartPolicy(type, maxRetries));
  }

  public SpecDraft health(HealthProbe probe) {
    health = probe;
    return this;
  }

  public SpecDraft process(ProcessSpec newProcess) {
    process = newProcess;
    return this;
  }

  public SpecDraft command(String... command) {
    return process(new ProcessSpec(null, List.of(command), null, null, null));
  }

  public SpecDraft script(String script) {
    return command("sh", "-c", script);
  }

  public ContainerSpec spec() {
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
        process);
  }
}
