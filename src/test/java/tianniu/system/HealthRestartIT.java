package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the service does about containers that have become unhealthy. */
@SystemTest
class HealthRestartIT {
  private static final Duration LIMIT = Patience.of(Duration.ofMinutes(2));

  private final Api api;

  HealthRestartIT(Api api) {
    this.api = api;
  }

  private static Map<String, Object> check(String endpoint, int retries) {
    return Map.of(
        "endpoint",
        endpoint,
        "interval",
        "1s",
        "timeout",
        "5s",
        "retries",
        retries,
        "on_unhealthy",
        "restart");
  }

  /** Every start of it makes the page that it is asked for, and has some seconds for it. */
  private static Body healing() {
    return Body.of("healing", Docker.NGINX)
        .command("sh", "-c", "echo ok >/usr/share/nginx/html/ok; exec nginx -g 'daemon off;'")
        .with("health_check", check("http://localhost/ok", 5));
  }

  /** Nobody ever listens there. */
  private static Body hopeless() {
    return Body.sleeper("hopeless").with("health_check", check("http://localhost:81/", 1));
  }

  private static JsonNode health(Api at, String id) {
    return at.get("/containers/" + id + "/health").ok();
  }

  private static void awaitHealth(Api at, String id, String place, String value) {
    await(place + " of " + id)
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(health(at, id).at(place).asString("")).isEqualTo(value));
  }

  private static JsonNode restartsInAudit(Api at, String id) {
    return at.get("/audit?operation=restartContainer&container=" + id).ok().path("entries");
  }

  @Test
  void unhealthyContainer_isRestartedAndWellAgain() {
    String id = api.running(healing());
    awaitHealth(api, id, "/status", "healthy");
    String first = api.detail(id).path("engine_id").asString();

    api.exec(id, "rm", "/usr/share/nginx/html/ok");

    awaitHealth(api, id, "/restarts/done", "1");
    awaitHealth(api, id, "/status", "healthy");
    JsonNode health = health(api, id);
    assertThat(health.at("/restarts/left_alone").asBoolean()).isFalse();
    assertThat(Json.texts(health.path("probes"), "http_status")).contains("404", "200");
    assertThat(health.at("/probes/0/ok").asBoolean()).isTrue();
    assertThat(api.detail(id).path("engine_id").asString()).isEqualTo(first);
    assertThat(api.detail(id).at("/health_check/on_unhealthy").asString()).isEqualTo("restart");
    JsonNode entries = restartsInAudit(api, id);
    assertThat(entries).hasSize(1);
    assertThat(entries.at("/0/key_id").asString()).isEqualTo("system");
    assertThat(entries.at("/0/details/reason").asString()).contains("404");
    JsonNode newest = api.get("/containers/" + id + "/operations?limit=1").ok().at("/operations/0");
    assertThat(newest.path("operation").asString()).isEqualTo("restartContainer");
    assertThat(newest.path("cause").asString()).isEqualTo("unhealthy");
    await().atMost(LIMIT).untilAsserted(() -> assertTold(id, newest.path("id")));
    JsonNode found = api.get("/containers/" + id + "/diagnosis").ok();
    assertThat(found.path("verdict").asString()).isEqualTo("healthy");
    assertThat(Json.texts(found.path("findings"), "code")).contains("restarted_when_unhealthy");
  }

  private void assertTold(String id, JsonNode operation) {
    JsonNode told =
        api.get("/events?since=0&type=container.restarting&container=" + id).ok().at("/events/0");
    assertThat(told.at("/details/cause").asString()).isEqualTo("unhealthy");
    assertThat(told.at("/details/operation_id")).isEqualTo(operation);
    assertThat(Json.texts(api.get("/containers/" + id + "/events").ok().path("events"), "message"))
        .contains("It is being restarted because its health check failed.");
  }

  @Test
  void hopelessContainer_isLeftAloneAtTheLimitAndAnewAfterAUsersRestart() {
    String id = api.running(hopeless());

    JsonNode restarts =
        await()
            .atMost(LIMIT)
            .until(
                () -> health(api, id).path("restarts"), found -> found.path("done").asInt() == 1);
    assertThat(restarts.path("next_allowed_at").isString()).isTrue();
    assertThat(
            Json.texts(api.get("/containers/" + id + "/diagnosis").ok().path("findings"), "code"))
        .contains("restarted_when_unhealthy");
    awaitHealth(api, id, "/restarts/done", "2");
    awaitHealth(api, id, "/restarts/left_alone", "true");
    // The last restart was begun by now, and counts at once.
    api.awaitStatus(id, "running");
    awaitHealth(api, id, "/status", "unhealthy");
    String startedAt = api.detail(id).path("started_at").asString();
    Product.pause(Duration.ofSeconds(3));
    assertThat(api.detail(id).path("started_at").asString()).isEqualTo(startedAt);
    assertThat(health(api, id).at("/restarts/message").asString()).isNotBlank();
    JsonNode found = api.get("/containers/" + id + "/diagnosis").ok();
    assertThat(Json.texts(found.path("findings"), "code")).contains("left_alone");
    assertThat(Json.texts(found.path("next_steps"), "code"))
        .contains("restart_when_mended")
        .doesNotContain("restart");

    api.act(id, "restart?timeout=1&wait=20s");

    assertThat(health(api, id).at("/restarts/done").asInt()).isLessThan(2);
    awaitHealth(api, id, "/restarts/done", "1");
  }

  @Test
  void pausedOrStoppedContainer_isNotRestarted() {
    String id = api.running(hopeless());
    awaitHealth(api, id, "/restarts/done", "1");
    // On a slow machine the next restart may be under way by then.
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(stop(id).path("status").asString()).isEqualTo("stopped"));
    Product.pause(Duration.ofSeconds(2));

    assertThat(api.status(id)).isEqualTo("stopped");
    assertThat(health(api, id).at("/status").isNull()).isTrue();
    assertThat(health(api, id).path("probes")).isNotEmpty();
  }

  private JsonNode stop(String id) {
    return api.act(id, "stop?timeout=1&wait=60s");
  }

  @Test
  void count_afterAKillOfTheServer_goesOnWhereItWas() {
    Product first = Product.start("healing", Map.of("TIANNIU_UNHEALTHY_RESTARTS", "1"));
    Api before = new Api(first);
    String id = before.running(hopeless());
    awaitHealth(before, id, "/restarts/left_alone", "true");
    OnDisk.awaitRow(first, "unhealthy_restarts WHERE container_id = ?", id);
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      awaitHealth(after, id, "/status", "unhealthy");

      assertThat(health(after, id).at("/restarts/done").asInt()).isEqualTo(1);
      assertThat(restartsInAudit(after, id)).hasSize(1);
    }
  }
}
