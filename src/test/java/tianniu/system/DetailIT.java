package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The detail of one container that was given everything, and the ways to name it. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DetailIT {
  private final Api api;
  private final Docker docker;
  private final Product product;
  private Body body = Body.sleeper("unused");
  private String id = "";
  private int port;
  private Path host = Path.of("");

  DetailIT(Api api, Docker docker, Product product) {
    this.api = api;
    this.docker = docker;
    this.product = product;
  }

  @BeforeAll
  void aContainerWithEverything() throws Exception {
    host = Files.createDirectories(product.volumeRoot().resolve("detail"));
    String network = docker.run("network", "create", Docker.newName("net"));
    String networkName = docker.run("network", "inspect", "-f", "{{.Name}}", network);
    port = Product.freePort();
    body =
        Body.of("detail", Docker.NGINX)
            .with("labels", Map.of("app", "web", Docker.RUN_LABEL, Docker.RUN))
            .with("ports", List.of(Map.of("internal", 80, "external", port, "protocol", "tcp")))
            .with(
                "volumes",
                List.of(
                    Map.of("host_path", host.toString(), "container_path", "/ro", "mode", "ro"),
                    Map.of("host_path", host.toString(), "container_path", "/rw", "mode", "rw")))
            .with("network", networkName)
            .json("resource_limits", "{\"cpu\":\"0.5\",\"memory\":\"512MB\"}")
            .json(
                "environment_variables",
                "[{\"name\":\"NGINX_HOST\",\"value\":\"example.com\"},{\"name\":\"NGINX_PORT\",\"value\":\"80\"}]")
            .json(
                "health_check",
                "{\"endpoint\":\"http://localhost:80/health\",\"interval\":\"1s\",\"timeout\":\"1s\",\"retries\":3}")
            .json("restart_policy", "{\"type\":\"on-failure\",\"max_retries\":3}");
    id = api.running(body);
  }

  @Test
  void detail_hasTheDocumentedFieldsInOrder() {
    Json.assertFieldsInOrder(
        api.detail(id),
        "id",
        "name",
        "image",
        "status",
        "created_at",
        "started_at",
        "labels",
        "ports",
        "volumes",
        "network",
        "resource_limits",
        "resource_usage",
        "environment_variables",
        "health_check",
        "logs_url");
  }

  @Test
  void detail_saysWhoAndSinceWhen() {
    JsonNode detail = api.detail(id);

    assertThat(detail.path("id").asString()).isEqualTo(id).matches(Json.ID);
    assertThat(detail.path("name").asString()).isEqualTo(body.name());
    assertThat(detail.path("image").asString()).isEqualTo(Docker.NGINX);
    assertThat(detail.path("status").asString()).isEqualTo("running");
    Json.assertText(detail.path("created_at"), Json.SECONDS);
    Json.assertText(detail.path("started_at"), Json.SECONDS);
    assertThat(Instant.parse(detail.path("started_at").asString()))
        .isAfterOrEqualTo(Instant.parse(detail.path("created_at").asString()))
        .isBetween(Instant.now().minus(Duration.ofMinutes(15)), Instant.now().plusSeconds(1));
  }

  @Test
  void detail_showsLabelsWithoutOurOwn() {
    JsonNode labels = api.detail(id).path("labels");

    assertThat(labels.path("app").asString()).isEqualTo("web");
    assertThat(labels.propertyNames()).noneMatch(label -> label.startsWith("tianniu."));
  }

  @Test
  void detail_showsPorts() {
    assertThat(api.detail(id).path("ports"))
        .isEqualTo(
            Json.read("[{\"internal\":80,\"external\":%d,\"protocol\":\"tcp\"}]".formatted(port)));
  }

  @Test
  void detail_showsVolumes() {
    assertThat(api.detail(id).path("volumes"))
        .isEqualTo(
            Json.read(
                """
                [{"host_path":"%1$s","container_path":"/ro","mode":"ro"},
                 {"host_path":"%1$s","container_path":"/rw","mode":"rw"}]
                """
                    .formatted(host)));
  }

  @Test
  void detail_showsTheNetworkAndTheAddressInIt() {
    JsonNode network = api.detail(id).path("network");
    String name = network.path("name").asString();

    Json.assertFieldsInOrder(network, "name", "ip_address");
    assertThat(name).startsWith("st-" + Docker.RUN + "-net");
    assertThat(network.path("ip_address").asString())
        .isEqualTo(
            docker
                .inspect(body.name())
                .path("NetworkSettings")
                .path("Networks")
                .path(name)
                .path("IPAddress")
                .asString());
  }

  @Test
  void detail_showsLimitsAsTheyWereWritten() {
    assertThat(api.detail(id).path("resource_limits"))
        .isEqualTo(Json.read("{\"cpu\":\"0.5\",\"memory\":\"512MB\"}"));
  }

  @Test
  void detail_showsUsageWithinSeconds() {
    await()
        .atMost(Api.SETTLED)
        .untilAsserted(
            () -> {
              JsonNode usage = api.detail(id).path("resource_usage");
              Json.assertFieldsInOrder(usage, "cpu", "memory", "network_rx", "network_tx");
              Json.assertText(usage.path("cpu"), "\\d+\\.\\d\\d");
              Json.assertText(usage.path("network_rx"), ".*B/s");
            });
  }

  @Test
  void detail_showsTheEnvironmentInTheOrderGiven() {
    assertThat(
            Json.elements(api.detail(id).path("environment_variables")).stream()
                .filter(variable -> variable.path("name").asString().startsWith("NGINX_")))
        .containsExactly(
            Json.read("{\"name\":\"NGINX_HOST\",\"value\":\"example.com\"}"),
            Json.read("{\"name\":\"NGINX_PORT\",\"value\":\"80\"}"));
  }

  @Test
  void detail_showsHealth() {
    await()
        .atMost(Api.SETTLED)
        .untilAsserted(
            () -> {
              JsonNode health = api.detail(id).path("health_check");
              Json.assertFieldsInOrder(
                  health, "status", "last_checked", "endpoint", "interval", "timeout", "retries");
              assertThat(health.path("status").asString()).isEqualTo("healthy");
              Json.assertText(health.path("last_checked"), Json.SECONDS);
              assertThat(health.path("endpoint").asString())
                  .isEqualTo("http://localhost:80/health");
              assertThat(health.path("interval").asString()).isEqualTo("1s");
              assertThat(health.path("timeout").asString()).isEqualTo("1s");
              assertThat(health.path("retries").isInt()).isTrue();
              assertThat(health.path("retries").asInt()).isEqualTo(3);
            });
  }

  @Test
  void logsUrl_leadsToTheLogs() {
    String url = api.detail(id).path("logs_url").asString();

    assertThat(url).startsWith("http").endsWith("/api/v1/containers/" + id + "/logs");
  }

  @Test
  void container_isFoundByEachOfItsNames() {
    String dockerId = docker.fullId(body.name());

    for (String key :
        List.of(id, id.substring(0, 12), id.substring(0, 20), body.name(), dockerId)) {
      assertThat(api.get("/containers/" + key).ok().path("id").asString()).as(key).isEqualTo(id);
    }
  }

  @Test
  void container_isNotFoundByLessThanTwelveCharacters() {
    api.get("/containers/" + id.substring(0, 11)).refused("CONTAINER_NOT_FOUND");
    api.get("/containers/" + body.name().substring(0, 14)).refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void foreignContainer_isShownWithEveryField() {
    String name = docker.foreign("detail");
    String foreign = docker.fullId(name).substring(0, 32);
    api.awaitStatus(foreign, "running");

    JsonNode detail = api.detail(name);

    assertThat(detail.path("id").asString()).isEqualTo(foreign);
    Json.assertFieldsInOrder(
        detail,
        "id",
        "name",
        "image",
        "status",
        "created_at",
        "started_at",
        "labels",
        "ports",
        "volumes",
        "network",
        "resource_limits",
        "resource_usage",
        "environment_variables",
        "health_check",
        "logs_url");
    assertThat(detail.path("ports")).isEqualTo(Json.read("[]"));
    assertThat(detail.path("volumes")).isEqualTo(Json.read("[]"));
    assertThat(detail.path("health_check").isNull()).isTrue();
  }

  @Test
  void parameter_onADetail_isUnknown() {
    api.get("/containers/" + id + "?limit=1").refusedParameter("limit");
  }
}
