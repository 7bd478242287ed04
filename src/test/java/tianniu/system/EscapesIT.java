package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Ways out of a container to its host, tried on a real engine by the administrator's key. */
@SystemTest
class EscapesIT {
  /** In which an escape that the engine itself made is ended. */
  private static final Duration SOON = Patience.of(Duration.ofSeconds(15));

  private final Api api;
  private final Docker docker;
  private final Product product;

  EscapesIT(Api api, Docker docker, Product product) {
    this.api = api;
    this.docker = docker;
    this.product = product;
  }

  private static Body mounting(String source) {
    return Body.sleeper("escape").with("volumes", volumes(source));
  }

  private static List<Map<String, String>> volumes(String source) {
    return List.of(Map.of("host_path", source, "container_path", "/host"));
  }

  /** Refused, and nothing is left of it. */
  private JsonNode denied(Body body) {
    JsonNode error = api.create(body).refused("PERMISSION_DENIED");
    api.get("/containers/" + body.name()).refused("CONTAINER_NOT_FOUND");
    assertThat(docker.succeeds("inspect", "--type", "container", body.name())).isFalse();
    return error;
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(product.volumeRoot().resolve(name));
  }

  /** What stood at the path is a symbolic link from now on. */
  private static void swap(Path place, String target) throws IOException {
    Files.deleteIfExists(place);
    Files.createSymbolicLink(place, Path.of(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "SOCKET",
        "/var/run/docker.sock",
        "/proc/self/root",
        "/proc/1/root",
        "/sys",
        "/dev",
        "ROOT/../data",
        "ROOT/../data/admin.key",
        "ROOT/../../../etc",
        "ROOT/.."
      })
  void bind_ofTheHost_isDenied(String path) {
    String socket = Docker.host().replace("unix://", "");
    String source = path.replace("SOCKET", socket).replace("ROOT", product.volumeRoot().toString());

    JsonNode error = denied(mounting(source));

    assertThat(error.at("/details/field").asString()).isEqualTo("volumes[0].host_path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/etc", "/proc/self/root", "/proc/self/cwd", "SOCKET", "../../data"})
  void bind_throughALink_isDenied(String target) throws IOException {
    Path link = folder("links").resolve("out");
    swap(link, target.replace("SOCKET", Docker.host().replace("unix://", "")));

    denied(mounting(link.toString()));
    if (Files.isDirectory(link)) {
      denied(mounting(link + "/."));
    }
  }

  @Test
  void runBehindOurBack_ontoALinkMadeSince_isEndedForGood() throws IOException {
    Path place = folder("swapped-behind");
    Body body = mounting(place.toString()).json("restart_policy", "{\"type\":\"always\"}");
    String id = api.running(body);
    swap(place, "/etc");

    docker.run("restart", "-t", "0", body.name());

    assertEndedForGood(id, body.name());
    api.post("/containers/" + id + "/start").refused("PERMISSION_DENIED");
  }

  @Test
  void runByTheRestartPolicy_ontoALinkMadeSince_isEndedForGood() throws IOException {
    Path place = folder("swapped-policy");
    Body body =
        mounting(place.toString())
            .command("sh", "-c", "sleep 4")
            .json("restart_policy", "{\"type\":\"always\"}");
    String id = api.running(body);

    swap(place, "/etc");

    assertEndedForGood(id, body.name());
  }

  @Test
  void runOfAVolume_whoseFolderBecameALink_isEndedForGood() throws IOException {
    Path place = folder("swapped-volume");
    String volume = volume("none", "bind", place.toString());
    Body body = mounting(volume);
    String id = api.running(body);
    docker.run("stop", "-t", "0", body.name());
    api.awaitStatus(id, "stopped");
    swap(place, "/etc");

    docker.run("start", body.name());

    assertEndedForGood(id, body.name());
  }

  private void assertEndedForGood(String id, String name) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode detail = api.detail(id);
              assertThat(detail.path("status").asString()).isEqualTo("stopped");
              assertThat(detail.at("/status_reason/code").asString())
                  .isEqualTo("PERMISSION_DENIED");
            });
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> !docker.inspect(name).at("/State/Running").asBoolean());
  }

  @Test
  void run_ofAFolderThatIsRenamedBelowIt_goesOn() throws IOException {
    Path place = folder("renamed");
    Body body = mounting(place.toString());
    String id = api.running(body);
    Files.move(place, product.volumeRoot().resolve("renamed-since"));
    folder("renamed");

    docker.run("pause", body.name());
    docker.run("unpause", body.name());

    api.awaitStatus(id, "running");
    assertThat(api.detail(id).path("status_reason").isNull()).isTrue();
  }

  private String volume(String type, String options, String device) {
    String name = Docker.newName("volume");
    docker.run(
        "volume",
        "create",
        "--opt",
        "type=" + type,
        "--opt",
        "o=" + options,
        "--opt",
        "device=" + device,
        name);
    return name;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none;bind;/etc",
        "none;rbind;/",
        "none;ro,bind;/var/run",
        "nfs;bind,addr=127.0.0.1;/etc",
        "ext4;rw;/dev/vda",
        "overlay;lowerdir=/etc:/root;overlay",
        "proc;rw;proc"
      })
  void volume_thatLeadsToTheHost_isDenied(String line) {
    String[] parts = line.split(";", -1);

    JsonNode error = denied(mounting(volume(parts[0], parts[1], parts[2])));

    assertThat(error.at("/details/field").asString()).isEqualTo("volumes[0].host_path");
  }

  @Test
  void volume_thatLeadsBelowTheRoot_isMounted() throws IOException {
    Path place = folder("by-volume");
    Files.writeString(place.resolve("there"), "yes");

    String id = api.running(mounting(volume("none", "bind", place.toString())));

    JsonNode read = api.exec(id, "cat", "/host/there");
    assertThat(read.path("stdout").asString()).as("%s", read).isEqualTo("yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "HOST", " host ", "ID", "container:x", "Container:x", "ns:/x"})
  void network_ofTheHostOrOfOthers_isDenied(String network) {
    String id = docker.run("network", "inspect", "-f", "{{.Id}}", "host");

    JsonNode error = denied(Body.sleeper("escape").with("network", network.replace("ID", id)));

    assertThat(error.at("/details/field").asString()).isEqualTo("network");
  }

  @Test
  void labels_ofOurs_areRefusedInAnEchoToo() {
    String id = api.sleeper();
    Map<String, Object> labels = Map.of("tianniu.id", "0".repeat(32), Docker.RUN_LABEL, Docker.RUN);

    api.create(Body.sleeper("escape").with("labels", labels)).refused("INVALID_PARAMETER");
    Body echo = Body.sleeper("escape").with("id", id).with("labels", labels);
    api.create(echo).refused("INVALID_PARAMETER");

    assertThat(api.detail(id).path("labels").toString()).doesNotContain("tianniu.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "privileged",
        "cap_add",
        "devices",
        "security_opt",
        "pid_mode",
        "ipc_mode",
        "userns_mode",
        "HostConfig",
        "mounts",
        "volumes_from",
        "runtime",
        "cgroup_parent",
        "sysctls"
      })
  void privileges_underAnyName_areNoField(String field) {
    api.create(Body.sleeper("escape").with(field, true)).refusedFields(field);
  }

  @Test
  void newContainer_asTheEngineHasIt_isApartFromTheHost() {
    String name = api.name(api.sleeper());

    JsonNode host = docker.inspect(name).path("HostConfig");

    assertThat(Json.read(host.path("SecurityOpt").toString()).toString())
        .contains("no-new-privileges");
    assertThat(host.path("PidsLimit").asInt()).isEqualTo(4096);
    assertThat(host.path("Privileged").asBoolean()).isFalse();
    assertThat(host.path("CapAdd").isEmpty()).isTrue();
    assertThat(host.path("Devices").isEmpty()).isTrue();
    assertThat(host.path("PidMode").asString()).isEmpty();
  }

  @Test
  void setuidProgram_inANewContainer_gainsNothing() {
    String status = api.exec(api.sleeper(), "cat", "/proc/1/status").path("stdout").asString();

    assertThat(status).containsPattern("NoNewPrivs:\\s+1");
  }
}
