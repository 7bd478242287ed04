package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What create refuses, on the call itself, and that nothing is left of it. */
@SystemTest
class CreateRefusalsIT {
  private static final String LONG = "x".repeat(64 * 1024);

  private final Api api;
  private final Docker docker;
  private final Product product;
  private final Body body = Body.sleeper("refused");

  CreateRefusalsIT(Api api, Docker docker, Product product) {
    this.api = api;
    this.docker = docker;
    this.product = product;
  }

  @AfterEach
  void nothingIsLeft() {
    api.get("/containers/" + body.name()).refusedAsCallersFault();
    assertThat(docker.succeeds("inspect", "--type", "container", body.name())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name                            | \"has space\"",
        "name                            | \"-leading\"",
        "name                            | \"a/b\"",
        "name                            | \"x\"",
        "name                            | \"天牛\"",
        "image                           | \"UPPER/Case:1\"",
        "image                           | \"bad image\"",
        "image                           | \":tag\"",
        "ports[0].internal               | [{\"internal\":0,\"external\":80}]",
        "ports[0].internal               | [{\"internal\":65536}]",
        "ports[0].internal               | [{\"external\":8080}]",
        "ports[0].external               | [{\"internal\":80,\"external\":-1}]",
        "ports[0].external               | [{\"internal\":80,\"external\":65536}]",
        "ports[0].protocol               | [{\"internal\":80,\"protocol\":\"icmp\"}]",
        "volumes[0].container_path       | [{\"host_path\":\"vol\",\"container_path\":\"relative\"}]",
        "volumes[0].container_path       | [{\"host_path\":\"vol\"}]",
        "volumes[0].host_path            | [{\"container_path\":\"/data\"}]",
        "volumes[0].mode                 | [{\"host_path\":\"vol\",\"container_path\":\"/d\",\"mode\":\"rx\"}]",
        "resource_limits.memory          | {\"memory\":\"12XB\"}",
        "resource_limits.memory          | {\"memory\":\"lots\"}",
        "resource_limits.memory          | {\"memory\":\"-1MB\"}",
        "resource_limits.memory          | {\"memory\":-5}",
        "resource_limits.memory          | {\"memory\":\"MB\"}",
        "resource_limits.memory          | {\"memory\":\"99999999999999999999GB\"}",
        "resource_limits.memory          | {\"memory\":\"1KB\"}",
        "resource_limits.cpu             | {\"cpu\":\"many\"}",
        "resource_limits.cpu             | {\"cpu\":\"-1\"}",
        "resource_limits.cpu             | {\"cpu\":\"NaN\"}",
        "environment_variables[0].name   | [{\"value\":\"x\"}]",
        "environment_variables[0].name   | [{\"name\":\"A=B\",\"value\":\"x\"}]",
        "restart_policy.type             | {\"type\":\"sometimes\"}",
        "restart_policy.max_retries      | {\"type\":\"always\",\"max_retries\":3}",
        "restart_policy.max_retries      | {\"type\":\"on-failure\",\"max_retries\":-1}",
        "health_check.endpoint           | {\"endpoint\":\"ftp://localhost/\"}",
        "health_check.endpoint           | {\"endpoint\":\"not a url\"}",
        "health_check.endpoint           | {\"interval\":\"5s\"}",
        "health_check.interval           | {\"endpoint\":\"http://localhost/\",\"interval\":\"soon\"}",
        "health_check.timeout            | {\"endpoint\":\"http://localhost/\",\"timeout\":\"-1s\"}",
        "health_check.retries            | {\"endpoint\":\"http://localhost/\",\"retries\":-1}",
        "labels.tianniu.id               | {\"tianniu.id\":\"mine\"}",
        "labels                          | {\"a label\":\"%s\"}",
        "working_dir                     | \"relative/dir\"",
        "hostname                        | \"under score!\""
      })
  void violation_namesItsPath(String path, String value) {
    String field = path.replaceAll("[.\\[].*", "");
    Body wrong = Body.sleeper("violation").json(field, value.formatted(LONG));

    Answer answer = api.create(wrong);

    JsonNode error = answer.refused("INVALID_PARAMETER");
    assertThat(Json.texts(error.at("/details/violations"), "field"))
        .as("violations of %s", answer)
        .contains(path);
  }

  @Test
  void violations_areAllToldAtOnce() {
    Answer answer =
        api.post(
            "/containers",
            """
            {"ports":[{"internal":80},{"internal":99999}],
             "resource_limits":{"cpu":"x","memory":"y"},
             "restart_policy":{"type":"sometimes"},
             "colour":"red"}
            """);

    answer.refusedFields(
        "name",
        "image",
        "ports[1].internal",
        "resource_limits.cpu",
        "resource_limits.memory",
        "restart_policy.type",
        "colour");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "image"})
  void requiredField_absent_isTheOneViolation(String field) {
    Body without = Body.sleeper("required").without(field);

    api.create(without).refusedFields(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "image"})
  void requiredField_empty_isTheOneViolation(String field) {
    api.create(Body.sleeper("required").with(field, "")).refusedFields(field);
  }

  @Test
  void value_andValueFrom_excludeEachOther() {
    body.json(
        "environment_variables",
        "[{\"name\":\"A\",\"value\":\"x\",\"value_from\":{\"secret_name\":\"s\",\"key\":\"k\"}}]");

    JsonNode error = api.create(body).refused("INVALID_PARAMETER");

    assertThat(error.at("/details/violations/0/field").asString())
        .startsWith("environment_variables[0]");
  }

  @Test
  void name_ofAnotherContainer_isTaken() {
    String id = api.accepted(Body.sleeper("owner"));
    String taken = api.name(id);

    api.create(Body.sleeper("second").with("name", taken)).refused("CONTAINER_ALREADY_EXISTS");
  }

  @Test
  void name_ofAForeignContainer_isTaken() {
    String taken = docker.foreign("owner");
    api.awaitStatus(taken, "running");

    api.create(Body.sleeper("second").with("name", taken)).refused("CONTAINER_ALREADY_EXISTS");
  }

  @Test
  void network_unknown_isNotFound() {
    api.create(body.with("network", "st-no-such-network")).refused("NETWORK_NOT_FOUND");
  }

  @Test
  void volume_unknown_isNotFoundAndNotMade() {
    String volume = Docker.newName("no-volume");
    body.with("volumes", List.of(Map.of("host_path", volume, "container_path", "/data")));

    api.create(body).refused("VOLUME_NOT_FOUND");

    assertThat(docker.succeeds("volume", "inspect", volume)).isFalse();
  }

  private Answer createWithBind(String hostPath) {
    return api.create(
        body.with("volumes", List.of(Map.of("host_path", hostPath, "container_path", "/data"))));
  }

  @Test
  void bind_ofAMissingPath_isNotFoundAndNotMade() {
    Path missing = product.volumeRoot().resolve("missing");

    createWithBind(missing.toString()).refused("VOLUME_NOT_FOUND");

    assertThat(missing).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc", "/", "/var/run", "ROOT/../..", "ROOT/../data", "ROOT-sibling"})
  void bind_outsideTheRoots_isDenied(String path) throws IOException {
    Path root = product.volumeRoot();
    Files.createDirectories(root.resolveSibling(root.getFileName() + "-sibling"));

    createWithBind(path.replace("ROOT", root.toString())).refused("PERMISSION_DENIED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"escape", "escape/ssl", "inner/up"})
  void bind_throughALinkThatLeavesTheRoot_isDenied(String path) throws IOException {
    Path root = product.volumeRoot();
    link(root.resolve("escape"), Path.of("/etc"));
    Files.createDirectories(root.resolve("inner"));
    link(root.resolve("inner/up"), Path.of("../../data"));
    Files.createDirectories(Path.of("/etc/ssl"));

    createWithBind(root.resolve(path).toString()).refused("PERMISSION_DENIED");
  }

  @Test
  void start_ofABindThatHasBecomeALinkOutOfTheRoot_isDenied() throws IOException {
    Path place = Files.createDirectories(product.volumeRoot().resolve("swapped"));
    String id =
        api.running(
            Body.sleeper("swapped")
                .with(
                    "volumes",
                    List.of(Map.of("host_path", place.toString(), "container_path", "/data"))));
    api.act(id, "stop?timeout=0");
    api.awaitStatus(id, "stopped");
    Files.delete(place);
    link(place, Path.of("/etc"));

    api.post("/containers/" + id + "/start").refused("PERMISSION_DENIED");
    api.post("/containers/" + id + "/restart").refused("PERMISSION_DENIED");

    Files.delete(place);
    api.post("/containers/" + id + "/start").refused("VOLUME_NOT_FOUND");
    assertThat(api.status(id)).isEqualTo("stopped");
  }

  private static void link(Path link, Path target) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target);
  }

  private Answer createWithPort(int port) {
    return api.create(
        body.with("ports", List.of(Map.of("internal", 80, "external", port, "protocol", "tcp"))));
  }

  @Test
  void port_ofAnotherContainer_isInUse() {
    int port = Product.freePort();
    docker.foreign("port", List.of("-p", port + ":80"), Docker.BUSYBOX, "sleep", "1000");

    createWithPort(port).refused("PORT_ALREADY_IN_USE");
  }

  @Test
  void port_ofAnotherProcess_isInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(0));

      createWithPort(taken.getLocalPort()).refused("PORT_ALREADY_IN_USE");
    }
  }

  @Test
  void port_ofAnotherProcessOnLoopbackOnly_isInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      createWithPort(taken.getLocalPort()).refused("PORT_ALREADY_IN_USE");
    }
  }

  @ParameterizedTest
  @CsvSource({"memory, 100000GB", "cpu, 10000"})
  void limit_beyondTheMachine_isExceeded(String resource, String amount) {
    body.with("resource_limits", Map.of(resource, amount));

    JsonNode error = api.create(body).refused("RESOURCE_LIMIT_EXCEEDED");

    Json.assertFieldsInOrder(error.path("details"), "resource", "limit", "used", "requested");
    assertThat(error.at("/details/resource").asString()).isEqualTo(resource);
    assertThat(error.at("/details/requested").asString()).startsWith("10");
  }

  @Test
  void secret_unknown_isNotFound() {
    body.json(
        "environment_variables",
        "[{\"name\":\"K\",\"value_from\":{\"secret_name\":\"no-such\",\"key\":\"k\"}}]");

    api.create(body).refused("SECRET_NOT_FOUND");
  }

  @Test
  void image_thatNoRegistryHas_isNotFound() {
    JsonNode error =
        api.create(body.with("image", "127.0.0.1:" + Product.freePort() + "/none:1"))
            .refused("IMAGE_NOT_FOUND");

    assertThat(error.at("/details/reason").asString()).isNotBlank();
  }
}
