package tianniu.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tianniu.container.ContainerItem.Port;
import tianniu.container.ContainerItem.ResourceUsage;
import tianniu.engine.EngineContainer;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.HealthProbe;
import tianniu.engine.ImageHealth;
import tianniu.engine.NetworkPoint;
import tianniu.engine.OnUnhealthy;
import tianniu.engine.ResourceLimits;
import tianniu.engine.VolumeMount;
import tianniu.health.ProbeHealth;
import tianniu.http.Durations;
import tianniu.live.LiveContainer;
import tianniu.live.StatusReason;
import tianniu.usage.Usage;

/** All of one container: the document's fields, then our additions. */
record ContainerDetail(
    String id,
    String name,
    String image,
    String status,
    Instant createdAt,
    @Nullable Instant startedAt,
    Map<String, String> labels,
    List<Port> ports,
    List<Volume> volumes,
    @Nullable NetworkPoint network,
    Limits resourceLimits,
    @Nullable ResourceUsage resourceUsage,
    List<Variable> environmentVariables,
    @Nullable HealthCheck healthCheck,
    String logsUrl,
    @JsonUnwrapped Additions additions) {

  /**
   * Shows a container.
   *
   * @param usage null when it is not known
   * @param probed null when it is not probed
   * @param logsUrl absolute
   */
  static ContainerDetail of(
      LiveContainer container,
      @Nullable Usage usage,
      @Nullable ProbeHealth probed,
      String logsUrl) {
    Asked asked = Asked.of(container);
    EngineContainer engine = container.engine();
    return new ContainerDetail(
        container.id().value(),
        container.name(),
        container.image(),
        container.status().word(),
        container.createdAt(),
        engine == null ? null : engine.startedAt(),
        new TreeMap<>(container.labels()),
        container.ports().stream().map(Port::of).toList(),
        asked.volumes().stream().map(Volume::of).toList(),
        asked.network(),
        Limits.of(asked.limits()),
        ResourceUsage.of(container, usage),
        asked.environment().stream().map(Variable::of).toList(),
        HealthCheck.of(container, asked.health(), probed),
        logsUrl,
        Additions.of(container, asked));
  }

  record Volume(String hostPath, String containerPath, String mode) {
    static Volume of(VolumeMount volume) {
      return new Volume(volume.source(), volume.target(), volume.readOnly() ? "ro" : "rw");
    }
  }

  record Limits(@Nullable String cpu, @Nullable String memory) {
    static Limits of(ResourceLimits limits) {
      return new Limits(
          limits.cpu() == null ? null : limits.cpu().toString(),
          limits.memory() == null ? null : limits.memory().toString());
    }
  }

  /** A plain value, or where a secret one came from; never the secret. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Variable(String name, @Nullable String value, @Nullable SecretRef valueFrom) {
    static Variable of(EnvironmentVariable variable) {
      SecretRef secret = variable.secret();
      return new Variable(variable.name(), secret == null ? variable.value() : null, secret);
    }
  }

  /** Status and last_checked are null while the container does not run. */
  record HealthCheck(
      @Nullable String status,
      @Nullable Instant lastChecked,
      @Nullable String endpoint,
      String interval,
      String timeout,
      int retries,
      String onUnhealthy) {

    static @Nullable HealthCheck of(
        LiveContainer container, @Nullable HealthProbe probe, @Nullable ProbeHealth now) {
      if (probe != null) {
        return new HealthCheck(
            now == null ? (container.hasProcess() ? "starting" : null) : now.status().word(),
            now == null ? null : now.lastChecked(),
            probe.endpoint().toString(),
            Durations.text(probe.interval()),
            Durations.text(probe.timeout()),
            probe.retries(),
            probe.onUnhealthy().word());
      }
      ImageHealth image = container.engine() == null ? null : container.engine().imageHealth();
      return image == null
          ? null
          : new HealthCheck(
              container.hasProcess() ? image.status().word() : null,
              image.lastChecked(),
              null,
              Durations.text(image.interval()),
              Durations.text(image.timeout()),
              image.retries(),
              OnUnhealthy.NONE.word());
    }
  }

  record Restart(String type, int maxRetries) {}

  /** What the document does not have. */
  record Additions(
      @Nullable StatusReason statusReason,
      Restart restartPolicy,
      @Nullable List<String> command,
      @Nullable List<String> entrypoint,
      @Nullable String workingDir,
      @Nullable String user,
      @Nullable String hostname,
      @Nullable Integer exitCode,
      @Nullable Instant finishedAt,
      @Nullable String engineId) {

    static Additions of(LiveContainer container, Asked asked) {
      EngineContainer engine = container.engine();
      return new Additions(
          container.reason(),
          new Restart(asked.restartPolicy().type().word(), asked.restartPolicy().maxRetries()),
          asked.process().command(),
          asked.process().entrypoint(),
          asked.process().workingDir(),
          asked.process().user(),
          asked.process().hostname(),
          engine == null ? null : engine.exitCode(),
          engine == null ? null : engine.finishedAt(),
          engine == null ? null : engine.ref().value());
    }
  }
}
