package tianniu.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tianniu.container.ContainerDetail.HealthCheck;
import tianniu.container.ContainerDetail.Limits;
import tianniu.container.ContainerDetail.Restart;
import tianniu.container.ContainerDetail.Variable;
import tianniu.container.ContainerDetail.Volume;
import tianniu.container.ContainerItem.Port;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.HealthProbe;
import tianniu.http.Durations;
import tianniu.http.Json;
import tianniu.http.JsonFields;

/**
 * A container to be made as the create body that asks for it: the API's own form, which outlives
 * versions. Of a secret it has the reference and never the value.
 */
record CreateBody(
    String name,
    String image,
    Map<String, String> labels,
    List<Port> ports,
    List<Volume> volumes,
    @Nullable String network,
    Limits resourceLimits,
    List<Variable> environmentVariables,
    @Nullable HealthCheck healthCheck,
    Restart restartPolicy,
    @Nullable List<String> command,
    @Nullable List<String> entrypoint,
    @Nullable String workingDir,
    @Nullable String user,
    @Nullable String hostname) {

  static String write(ContainerSpec spec) {
    HealthProbe probe = spec.health();
    return Json.text(
        new CreateBody(
            spec.name(),
            spec.image(),
            new TreeMap<>(spec.labels()),
            spec.ports().stream().map(Port::of).toList(),
            spec.volumes().stream().map(Volume::of).toList(),
            spec.network(),
            Limits.of(spec.limits()),
            spec.environment().stream().map(Variable::of).toList(),
            probe == null ? null : health(probe),
            new Restart(spec.restartPolicy().type().word(), spec.restartPolicy().maxRetries()),
            spec.process().command(),
            spec.process().entrypoint(),
            spec.process().workingDir(),
            spec.process().user(),
            spec.process().hostname()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws tianniu.fault.FaultException when it is no create body any more
   */
  static ContainerSpec read(
      String body, ContainerId id, Instant acceptedAt, @Nullable String createdBy) {
    return JsonFields.read(
            body.getBytes(java.nio.charset.StandardCharsets.UTF_8), CreateContainer::read)
        .spec(id, acceptedAt)
        .withCreatedBy(createdBy);
  }

  private static HealthCheck health(HealthProbe probe) {
    return new HealthCheck(
        null,
        null,
        probe.endpoint().toString(),
        Durations.text(probe.interval()),
        Durations.text(probe.timeout()),
        probe.retries(),
        probe.onUnhealthy().word());
  }
}
