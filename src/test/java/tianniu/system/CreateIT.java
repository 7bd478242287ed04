package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a create request asks for is what the engine has afterwards. */
@SystemTest
class CreateIT {
  private final Api api;
  private final Docker docker;
  private final Product product;
  private Body body = Body.sleeper("create");

  CreateIT(Api api, Docker docker, Product product) {
    this.api = api;
    this.docker = docker;
    this.product = product;
  }

  @AfterEach
  void noContainer() {
    api.delete("/containers/" + body.name() + "?force=true");
  }

  /** Creates {@link #body} and returns how the engine describes the running container. */
  private JsonNode inEngine() {
    api.running(body);
    return docker.inspect(body.name());
  }

  @Test
  void answer_isTheDocumentedOne() {
    JsonNode answer = api.create(body).ok();

    Json.assertFieldsInOrder(answer, "id", "name", "status", "created_at", "image", "message");
    Json.assertText(answer.path("id"), Json.ID);
    assertThat(answer.path("name").asString()).isEqualTo(body.name());
    assertThat(answer.path("status").asString()).isEqualTo("creating");
    Json.assertText(answer.path("created_at"), Json.SECONDS);
    assertThat(Instant.parse(answer.path("created_at").asString()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    assertThat(answer.path("image").asString()).isEqualTo(Docker.BUSYBOX);
    assertThat(answer.path("message").asString())
        .isEqualTo("Container is being created and will start shortly");
  }

  @Test
  void id_isValidAtOnceAndStaysSo() {
    String id = api.accepted(body);
    Instant limit = Instant.now().plus(Api.SETTLED);
    String status = "";

    while (!status.equals("running")) {
      JsonNode detail = api.get("/containers/" + id).ok();
      status = detail.path("status").asString();
      assertThat(status).isIn("creating", "starting", "running");
      assertThat(detail.path("id").asString()).isEqualTo(id);
      assertThat(Instant.now()).isBefore(limit);
    }
    assertThat(api.detail(body.name()).path("id").asString()).isEqualTo(id);
  }

  @Test
  void creation_isInTheListAtOnceAndOnce() {
    body.with("labels", Map.of("once", body.name()));
    String id = api.accepted(body);

    for (int i = 0; i < 20; i++) {
      JsonNode list = api.get("/containers?label=once%3D" + body.name()).ok();
      assertThat(Json.texts(list.path("containers"), "id")).containsExactly(id);
    }
    api.awaitStatus(id, "running");
  }

  @Test
  void wait_holdsTheAnswerUntilItRuns() {
    JsonNode answer = api.post("/containers?wait=30s", body).ok();

    assertThat(answer.path("status").asString()).isEqualTo("running");
    assertThat(docker.inspect(body.name()).at("/State/Running").asBoolean()).isTrue();
  }

  @Test
  void labels_areInTheEngine_withOursBeside() {
    body.json("labels", "{\"app\":\"api\",\"empty\":\"\",\"dotted.key/x\":\"y z\"}");

    JsonNode labels = inEngine().at("/Config/Labels");

    assertThat(labels.path("app").asString()).isEqualTo("api");
    assertThat(labels.path("dotted.key/x").asString()).isEqualTo("y z");
    assertThat(labels.propertyNames()).anyMatch(label -> label.startsWith("tianniu."));
  }

  @Test
  void ports_arePublished() {
    int tcp = Product.freePort();
    int udp = Product.freePort();
    body.json(
        "ports",
        "[{\"internal\":80,\"external\":%d},{\"internal\":53,\"external\":%d,\"protocol\":\"udp\"}]"
            .formatted(tcp, udp));

    JsonNode bindings = inEngine().at("/HostConfig/PortBindings");

    assertThat(bindings.path("80/tcp").path(0).path("HostPort").asString())
        .isEqualTo(Integer.toString(tcp));
    assertThat(bindings.path("53/udp").path(0).path("HostPort").asString())
        .isEqualTo(Integer.toString(udp));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"internal\":80,\"external\":0}", "{\"internal\":80}"})
  void port_withoutExternal_getsAFreeOneThatIsShown(String port) {
    body.json("ports", "[" + port + "]");
    String id = api.running(body);

    JsonNode shown = api.detail(id).at("/ports/0");

    assertThat(shown.path("internal").asInt()).isEqualTo(80);
    assertThat(shown.path("external").asInt()).isBetween(1024, 65535);
    assertThat(docker.run("port", body.name())).contains(":" + shown.path("external").asInt());
  }

  @Test
  void bindMounts_areMountedWithTheirMode() throws Exception {
    Path read = Files.createDirectories(product.volumeRoot().resolve("read"));
    Path write = Files.createDirectories(product.volumeRoot().resolve("write"));
    body.json(
        "volumes",
        """
        [{"host_path":"%s","container_path":"/r","mode":"ro"},{"host_path":"%s","container_path":"/w"}]
        """
            .formatted(read, write));
    String id = api.running(body);

    assertThat(api.exec(id, "touch", "/w/made").path("exit_code").asInt()).isZero();
    assertThat(api.exec(id, "touch", "/r/made").path("exit_code").asInt()).isNotZero();
    assertThat(write.resolve("made")).exists();
    assertThat(read.resolve("made")).doesNotExist();
  }

  @Test
  void namedVolume_isMounted() {
    String volume = docker.run("volume", "create", Docker.newName("volume"));
    body.with("volumes", List.of(Map.of("host_path", volume, "container_path", "/data")));

    JsonNode mount = inEngine().at("/Mounts/0");

    assertThat(mount.path("Type").asString()).isEqualTo("volume");
    assertThat(mount.path("Name").asString()).isEqualTo(volume);
    assertThat(mount.path("Destination").asString()).isEqualTo("/data");
    assertThat(mount.path("RW").asBoolean()).isTrue();
    assertThat(api.detail(body.name()).at("/volumes/0"))
        .isEqualTo(Json.of(Map.of("host_path", volume, "container_path", "/data", "mode", "rw")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"\"%s\"", "{\"name\":\"%s\"}", "{\"name\":\"%s\",\"ip_address\":\"172.18.0.2\"}"})
  void network_isJoinedByNameOrObject(String form) {
    String network = Docker.newName("create-net");
    docker.run("network", "create", network);
    body.json("network", form.formatted(network));

    assertThat(inEngine().at("/NetworkSettings/Networks").propertyNames()).containsExactly(network);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"512MB\"     | 536870912  | 512MB",
        "\"512M\"      | 536870912  | 512MB",
        "\"512Mi\"     | 536870912  | 512MB",
        "\"512MiB\"    | 536870912  | 512MB",
        "\"1GB\"       | 1073741824 | 1GB",
        "\"536870912\" | 536870912  | 512MB",
        "134217728     | 134217728  | 128MB",
        "\"65536KB\"   | 67108864   | 64MB",
        "\"1025MB\"    | 1074790400 | 1025MB"
      })
  void memory_isReadInBinaryUnitsAndWrittenBack(String asked, long bytes, String shown) {
    body.json("resource_limits", "{\"memory\":" + asked + "}");

    assertThat(inEngine().at("/HostConfig/Memory").asLong()).isEqualTo(bytes);
    assertThat(api.detail(body.name()).at("/resource_limits/memory").asString()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"1.5\"',1500000000,1.5",
    "1,1000000000,1.0",
    "0.25,250000000,0.25",
    "'\"2\"',2000000000,2.0"
  })
  void cpu_isReadAsCores(String asked, long nanos, String shown) {
    body.json("resource_limits", "{\"cpu\":" + asked + "}");

    JsonNode host = inEngine().path("HostConfig");
    long quota =
        host.path("CpuQuota").asLong(0)
            * 1_000_000_000
            / Math.max(1, host.path("CpuPeriod").asLong(1));
    assertThat(Math.max(host.path("NanoCpus").asLong(0), quota)).isEqualTo(nanos);
    assertThat(api.detail(body.name()).at("/resource_limits/cpu").asString()).isEqualTo(shown);
  }

  @Test
  void environment_isInTheEngine() {
    body.json(
        "environment_variables",
        """
        [{"name":"A","value":"1"},{"name":"SPACED","value":" a b "},{"name":"EMPTY","value":""},
         {"name":"EQUALS","value":"x=y=z"},{"name":"LINES","value":"1\\n2"}]
        """);

    assertThat(Json.elements(inEngine().at("/Config/Env")).stream().map(JsonNode::asString))
        .contains("A=1", "SPACED= a b ", "EMPTY=", "EQUALS=x=y=z", "LINES=1\n2");
  }

  @ParameterizedTest
  @CsvSource({
    "no,0,no,0",
    "on-failure,3,on-failure,3",
    "always,,always,0",
    "unless-stopped,,unless-stopped,0"
  })
  void restartPolicy_isInTheEngine(String type, Integer retries, String name, int count) {
    body.json("restart_policy", "{\"type\":\"%s\",\"max_retries\":%s}".formatted(type, retries));

    JsonNode policy = inEngine().at("/HostConfig/RestartPolicy");

    assertThat(policy.path("Name").asString()).isEqualTo(name);
    assertThat(policy.path("MaximumRetryCount").asInt()).isEqualTo(count);
  }

  @Test
  void process_isRunAsAsked() {
    body.with("entrypoint", List.of("sh", "-c"))
        .with("command", List.of("trap 'exit 0' TERM; sleep 1000 & wait"))
        .with("working_dir", "/tmp")
        .with("user", "65534:65534")
        .with("hostname", "my-host");

    JsonNode config = inEngine().path("Config");

    assertThat(config.path("Entrypoint")).isEqualTo(Json.read("[\"sh\",\"-c\"]"));
    assertThat(config.path("Cmd"))
        .isEqualTo(Json.read("[\"trap 'exit 0' TERM; sleep 1000 & wait\"]"));
    assertThat(config.path("WorkingDir").asString()).isEqualTo("/tmp");
    assertThat(config.path("User").asString()).isEqualTo("65534:65534");
    assertThat(config.path("Hostname").asString()).isEqualTo("my-host");
  }

  @Test
  void nothingButNameAndImage_givesTheDefaults() {
    body = Body.of("defaults", Docker.NGINX).without("labels");
    JsonNode engine = inEngine();
    JsonNode detail = api.detail(body.name());

    assertThat(engine.at("/HostConfig/RestartPolicy/Name").asString()).isIn("", "no");
    assertThat(engine.at("/HostConfig/Memory").asLong()).isZero();
    assertThat(engine.at("/HostConfig/Privileged").asBoolean()).isFalse();
    assertThat(engine.at("/HostConfig/PortBindings").isEmpty()).isTrue();
    assertThat(engine.path("Mounts").isEmpty()).isTrue();
    assertThat(detail.path("ports")).isEqualTo(Json.read("[]"));
    assertThat(detail.path("volumes")).isEqualTo(Json.read("[]"));
    assertThat(detail.at("/network/name").asString()).isEqualTo("bridge");
    assertThat(detail.path("health_check").isNull()).isTrue();
  }

  @Test
  void name_ofADeletedContainer_isFreeAgain() {
    String first = api.running(body);
    api.delete("/containers/" + first + "?force=true").ok();

    String second = api.accepted(body);

    assertThat(second).isNotEqualTo(first);
    api.awaitStatus(second, "running");
    api.awaitGone(first, Api.SETTLED);
  }
}
