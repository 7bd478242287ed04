package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What was read can be sent back, and clients that send zero values are understood. */
@SystemTest
class EchoIT {
  private final Api api;
  private final Docker docker;
  private final Product product;

  EchoIT(Api api, Docker docker, Product product) {
    this.api = api;
    this.docker = docker;
    this.product = product;
  }

  @Test
  void detail_sentBackUnderAnotherName_makesTheSameContainer() throws Exception {
    Path host = Files.createDirectories(product.volumeRoot().resolve("echo"));
    Body body =
        Body.of("echo", Docker.NGINX)
            .json(
                "volumes",
                "[{\"host_path\":\"%s\",\"container_path\":\"/e\",\"mode\":\"ro\"}]"
                    .formatted(host))
            .json("ports", "[{\"internal\":80,\"external\":0}]")
            .json("resource_limits", "{\"cpu\":\"0.5\",\"memory\":\"64MB\"}")
            .json("environment_variables", "[{\"name\":\"A\",\"value\":\"1\"}]")
            .json(
                "health_check",
                "{\"endpoint\":\"http://localhost/\",\"interval\":\"5s\",\"timeout\":\"1s\",\"retries\":2}")
            .json("restart_policy", "{\"type\":\"always\"}");
    String id = api.running(body);
    ObjectNode echo = (ObjectNode) api.detail(id);
    String name = Docker.newName("echoed");
    echo.put("name", name);
    ((ObjectNode) echo.at("/ports/0")).put("external", 0);

    String second = api.post("/containers", echo).ok().path("id").asString();

    assertThat(second).isNotEqualTo(id);
    api.awaitStatus(second, "running");
    JsonNode made = docker.inspect(name);
    JsonNode original = docker.inspect(body.name());
    for (String pointer :
        List.of(
            "/HostConfig/Memory",
            "/HostConfig/NanoCpus",
            "/HostConfig/RestartPolicy",
            "/Config/Env",
            "/Config/Cmd",
            "/Config/Entrypoint",
            "/Config/Image",
            "/Mounts")) {
      assertThat(made.at(pointer)).as(pointer).isEqualTo(original.at(pointer));
    }
    assertThat(api.detail(second).at("/health_check/endpoint").asString())
        .isEqualTo("http://localhost/");
  }

  @Test
  void detail_ofABareContainer_canBeSentBack() {
    String id = api.running(Body.of("bare", Docker.NGINX));
    ObjectNode echo = (ObjectNode) api.detail(id);
    echo.put("name", Docker.newName("bare-echo"));

    api.awaitStatus(api.post("/containers", echo).ok().path("id").asString(), "running");
  }

  @Test
  void detail_ofAForeignContainer_canBeSentBack() {
    String name = docker.foreign("foreign-echo", List.of(), Docker.NGINX);
    String id = docker.fullId(name).substring(0, 32);
    api.awaitStatus(id, "running");
    ObjectNode echo = (ObjectNode) api.detail(id);
    echo.put("name", Docker.newName("foreign-echoed"));

    api.awaitStatus(api.post("/containers", echo).ok().path("id").asString(), "running");
  }

  @Test
  void readOnlyFields_areIgnored() {
    Body body =
        Body.sleeper("readonly")
            .with("id", "ffffffffffffffffffffffffffffffff")
            .with("status", "deleted")
            .with("created_at", "1999-01-01T00:00:00Z")
            .with("started_at", "1999-01-01T00:00:00Z")
            .json("resource_usage", "{\"cpu\":\"9.99\",\"memory\":\"1GB\"}")
            .with("logs_url", "http://elsewhere/")
            .with("message", "hello");

    JsonNode answer = api.create(body).ok();

    assertThat(answer.path("id").asString()).isNotEqualTo("ffffffffffffffffffffffffffffffff");
    assertThat(answer.path("status").asString()).isEqualTo("creating");
    assertThat(answer.path("created_at").asString()).doesNotStartWith("1999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        "labels":null,"ports":null,"volumes":null,"network":null,"resource_limits":null,
        "environment_variables":null,"health_check":null,"restart_policy":null,"command":null,
        "entrypoint":null,"working_dir":null,"user":null,"hostname":null
        """,
        """
        "labels":{},"ports":[],"volumes":[],"network":"","resource_limits":{"cpu":"","memory":""},
        "environment_variables":[],
        "health_check":{"endpoint":"","interval":"","timeout":"","retries":0},
        "restart_policy":{"type":"","max_retries":0},"command":[],"entrypoint":[],"working_dir":"",
        "user":"","hostname":""
        """,
        """
        "network":{},"resource_limits":{},"health_check":{},"restart_policy":{}
        """,
        """
        "id":"","status":"","created_at":"","started_at":"","message":"","logs_url":"",
        "network":{"name":"","ip_address":""},
        "resource_usage":{"cpu":"","memory":"","network_rx":"","network_tx":""},
        "health_check":{"status":"","last_checked":"","endpoint":"","interval":"","timeout":"","retries":0}
        """
      })
  void zeroValues_countAsAbsent(String fields) {
    String name = Docker.newName("zero");
    String body = "{\"name\":\"%s\",\"image\":\"%s\",%s}".formatted(name, Docker.NGINX, fields);

    String id = api.post("/containers", body).ok().path("id").asString();

    api.awaitStatus(id, "running");
    JsonNode detail = api.detail(id);
    assertThat(detail.at("/network/name").asString()).isEqualTo("bridge");
    assertThat(detail.path("health_check").isNull()).isTrue();
    assertThat(docker.inspect(name).at("/HostConfig/Memory").asLong()).isZero();
  }

  @Test
  void zeroValues_insideElements_countAsAbsent() {
    Body body =
        Body.sleeper("zero")
            .json("ports", "[{\"internal\":80,\"external\":0,\"protocol\":\"\"}]")
            .json(
                "environment_variables",
                "[{\"name\":\"A\",\"value\":\"x\",\"value_from\":{\"secret_name\":\"\",\"key\":\"\"}},"
                    + "{\"name\":\"B\",\"value\":\"y\",\"value_from\":null}]");

    String id = api.running(body);

    assertThat(api.exec(id, "sh", "-c", "echo $A$B").path("stdout").asString()).isEqualTo("xy\n");
  }
}
