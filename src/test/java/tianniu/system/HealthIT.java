package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The health of what runs in a container, asked for by the service itself. */
@SystemTest
class HealthIT {
  private final Api api;
  private final Docker docker;

  HealthIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  private static Map<String, Object> check(String endpoint, int retries) {
    return Map.of("endpoint", endpoint, "interval", "1s", "timeout", "1s", "retries", retries);
  }

  private String health(String id) {
    return api.detail(id).at("/health_check/status").asString("");
  }

  private void awaitHealth(String id, String status) {
    await("health of " + id)
        .atMost(Api.SETTLED)
        .untilAsserted(() -> assertThat(health(id)).isEqualTo(status));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://localhost:80/health", "http://localhost/", "http://127.0.0.1:80/"})
  void goodAnswer_isHealthy(String endpoint) {
    String id =
        api.running(Body.of("health", Docker.NGINX).with("health_check", check(endpoint, 2)));

    awaitHealth(id, "healthy");
  }

  @Test
  void image_withoutAShell_isProbedToo() {
    String id =
        api.running(
            Body.of("tiny", Docker.TINY).with("health_check", check("http://localhost/", 2)));

    awaitHealth(id, "healthy");
    Json.assertText(api.detail(id).at("/health_check/last_checked"), Json.SECONDS);
  }

  @Test
  void server_thatListensOnItsLoopbackOnly_isReached() {
    String id =
        api.running(
            Body.of("loopback", Docker.BUSYBOX)
                .command("httpd", "-f", "-p", "127.0.0.1:8080", "-h", "/etc")
                .with("health_check", check("http://localhost:8080/passwd", 2)));

    awaitHealth(id, "healthy");
  }

  @Test
  void localhost_isTheContainerAndNotTheHost() {
    int hostPort = api.product().port();
    String id =
        api.running(
            Body.sleeper("host")
                .with("health_check", check("http://localhost:" + hostPort + "/healthz", 1)));

    awaitHealth(id, "unhealthy");
  }

  @Test
  void nobodyListening_isUnhealthyAfterItsRetries() {
    String id =
        api.running(Body.sleeper("dead").with("health_check", check("http://localhost:81/", 3)));

    List<JsonNode> seen = new ArrayList<>();
    await()
        .atMost(Api.SETTLED)
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> {
              seen.add(api.get("/containers/" + id + "/health").ok());
              assertThat(seen.getLast().path("status").asString()).isEqualTo("unhealthy");
            });
    for (JsonNode health : seen) {
      String expected = health.path("consecutive_failures").asInt() < 3 ? "starting" : "unhealthy";
      // There is none before the first probe.
      assertThat(health.path("status").asString("starting")).as("%s", health).isEqualTo(expected);
    }
  }

  @Test
  void notFound_isABadAnswer() {
    String id =
        api.running(
            Body.of("missing", Docker.NGINX)
                .with("health_check", check("http://localhost/no-such-page", 1)));

    awaitHealth(id, "unhealthy");
  }

  @Test
  void health_comesBack() {
    String id =
        api.running(
            Body.of("back", Docker.BUSYBOX)
                .command(
                    "sh",
                    "-c",
                    "mkdir /www; httpd -p 80 -h /www; trap 'exit 0' TERM; sleep 1000 & wait")
                .with("health_check", check("http://localhost/ok", 1)));
    awaitHealth(id, "unhealthy");

    api.exec(id, "touch", "/www/ok");
    awaitHealth(id, "healthy");
    api.exec(id, "rm", "/www/ok");
    awaitHealth(id, "unhealthy");
  }

  @Test
  void slowServer_isCutOffAtTheTimeout() {
    String id =
        api.running(
            Body.of("slow", Docker.BUSYBOX)
                .command("nc", "-ll", "-p", "80", "-e", "sleep", "30")
                .with("health_check", check("http://localhost/", 1)));

    awaitHealth(id, "unhealthy");
  }

  @Test
  void defaults_areShown() {
    String id =
        api.running(
            Body.of("defaults", Docker.NGINX)
                .with("health_check", Map.of("endpoint", "http://localhost/")));

    JsonNode health = api.detail(id).path("health_check");

    Json.assertText(health.path("interval"), "\\d+(s|m)");
    Json.assertText(health.path("timeout"), "\\d+(s|m)");
    assertThat(health.path("retries").asInt()).isPositive();
  }

  @Test
  void image_withItsOwnCheck_showsItInTheSameField() {
    String name =
        docker.foreign(
            "own",
            List.of("--health-cmd", "true", "--health-interval", "1s", "--health-retries", "4"),
            Docker.BUSYBOX,
            Docker.OBEDIENT.toArray(String[]::new));
    String id = docker.fullId(name).substring(0, 32);
    api.awaitStatus(id, "running");

    awaitHealth(id, "healthy");
    JsonNode health = api.detail(id).path("health_check");
    Json.assertFieldsInOrder(
        health, "status", "last_checked", "endpoint", "interval", "timeout", "retries");
    assertThat(health.path("endpoint").isNull()).isTrue();
    assertThat(health.path("interval").asString()).isEqualTo("1s");
    assertThat(health.path("retries").asInt()).isEqualTo(4);
  }

  @Test
  void stoppedContainer_isNotSaidToBeHealthy() {
    String id =
        api.running(
            Body.of("gone", Docker.NGINX).with("health_check", check("http://localhost/", 2)));
    awaitHealth(id, "healthy");

    api.act(id, "stop?timeout=2&wait=20s");

    assertThat(health(id)).isNotEqualTo("healthy");
  }
}
