package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.HealthProbe;
import tianniu.engine.HealthStatus;
import tianniu.engine.ImageHealth;
import tianniu.engine.NetworkPoint;
import tianniu.engine.OnUnhealthy;
import tianniu.engine.PortMapping;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.VolumeMount;
import tianniu.http.Bodies;
import tianniu.http.Json;
import tianniu.live.LiveContainer;

/** A container that was read can be sent back as a create body, and means the same. */
class EchoTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ContainerId ID = new ContainerId("0123456789abcdef0123456789abcdef");
  private static final ImageHealth IMAGE_HEALTH =
      new ImageHealth(
          HealthStatus.HEALTHY, NOW, Duration.ofSeconds(30), Duration.ofSeconds(30), 3, 0, null);

  @Test
  void detail_ofAWholeContainer_readsBackTheSame() {
    ContainerSpec spec = spec();

    CreateContainer echo = echo(live(engineContainer(EngineState.RUNNING, spec.health(), null)));

    assertThat(echo.spec(ID, NOW)).isEqualTo(spec);
  }

  @Test
  void detail_ofADraft_readsBackTheSame() {
    ContainerSpec spec = spec();

    assertThat(echo(new LiveContainer(ID, null, spec, null, null)).spec(ID, NOW)).isEqualTo(spec);
  }

  @Test
  void detail_withTheImagesOwnCheck_readsBackWithoutOne() {
    assertThat(echo(live(engineContainer(EngineState.RUNNING, null, IMAGE_HEALTH))).health())
        .isNull();
  }

  @Test
  void detail_stoppedWithTheImagesOwnCheck_readsBackWithoutOne() {
    assertThat(echo(live(engineContainer(EngineState.EXITED, null, IMAGE_HEALTH))).health())
        .isNull();
  }

  @Test
  void detail_secret_showsWhereItCameFromAndNeverTheValue() {
    String detail =
        detail(
            live(
                engineContainer(
                    EngineState.RUNNING,
                    null,
                    null,
                    List.of(
                        new EnvironmentVariable(
                            "KEY", "swordfish", new SecretRef("store", "key"))))));

    assertThat(detail)
        .contains("{\"name\":\"KEY\",\"value_from\":{\"secret_name\":\"store\",\"key\":\"key\"}}")
        .doesNotContain("swordfish");
  }

  @Test
  void detail_documentedFields_comeFirstAndInOrder() {
    String detail = detail(live(engineContainer(EngineState.EXITED, null, null)));

    assertThat(detail)
        .matches(
            "\\{\"id\":.*\"name\":.*\"image\":.*\"status\":\"stopped\".*\"created_at\":"
                + "\"2026-01-01T00:00:00Z\".*\"started_at\":null.*\"labels\":\\{.*\"ports\":\\[.*"
                + "\"volumes\":\\[.*\"network\":\\{.*\"resource_limits\":\\{.*"
                + "\"resource_usage\":null.*\"environment_variables\":\\[.*"
                + "\"health_check\":null.*\"logs_url\":.*\"status_reason\":.*");
  }

  private CreateContainer echo(LiveContainer container) {
    return Bodies.read(detail(container), CreateContainer::read);
  }

  private String detail(LiveContainer container) {
    return new String(
        Json.bytes(ContainerDetail.of(container, null, null, "http://here/logs")),
        StandardCharsets.UTF_8);
  }

  private static LiveContainer live(EngineContainer container) {
    return new LiveContainer(ID, container, null, null, null);
  }

  private static EngineContainer engineContainer(
      EngineState state,
      @org.jspecify.annotations.Nullable HealthProbe probe,
      @org.jspecify.annotations.Nullable ImageHealth imageHealth) {
    return engineContainer(state, probe, imageHealth, spec().environment());
  }

  private static EngineContainer engineContainer(
      EngineState state,
      @org.jspecify.annotations.Nullable HealthProbe probe,
      @org.jspecify.annotations.Nullable ImageHealth imageHealth,
      List<EnvironmentVariable> environment) {
    ContainerSpec spec = spec();
    return new EngineContainer(
        new EngineRef(ID.value() + ID.value()),
        ID,
        null,
        spec.name(),
        spec.image(),
        state,
        NOW,
        null,
        null,
        null,
        false,
        0,
        null,
        0,
        spec.labels(),
        spec.ports(),
        spec.volumes(),
        new NetworkPoint("lan", "10.0.0.2"),
        spec.limits(),
        environment,
        spec.restartPolicy(),
        probe,
        imageHealth,
        spec.process(),
        false,
        Set.of());
  }

  private static ContainerSpec spec() {
    return new ContainerSpec(
        ID,
        "web",
        "nginx:1",
        NOW,
        null,
        Map.of("app", "web", "empty", ""),
        List.of(
            new PortMapping(80, 8080, PortMapping.Protocol.TCP),
            new PortMapping(81, 0, PortMapping.Protocol.UDP)),
        List.of(new VolumeMount("/data", "/srv", true), new VolumeMount("vol", "/v", false)),
        "lan",
        new ResourceLimits(new Cpus(500_000_000), new ByteSize(512L << 20)),
        List.of(new EnvironmentVariable("A", "b=c", null), new EnvironmentVariable("E", "", null)),
        new RestartPolicy(RestartPolicy.Type.ON_FAILURE, 3),
        new HealthProbe(
            URI.create("http://localhost/h"),
            Duration.ofSeconds(90),
            Duration.ofSeconds(5),
            3,
            OnUnhealthy.RESTART),
        new ProcessSpec(List.of("sh"), List.of("-c", "x"), "/srv", "1:1", "h"));
  }
}
