package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Keys that may name only some images, folders, networks and commands. */
@SystemTest
class AllowListsIT {
  private final Api api;
  private final Docker docker;

  AllowListsIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  private Api allowed(String list, String... entries) {
    return api.withKey(
        Docker.newName("key"),
        "developer",
        ", \"allow\": " + Json.write(Map.of(list, List.of(entries))));
  }

  private static Body sleeper(String image) {
    return Body.of("allowed", image).with("command", Docker.OBEDIENT);
  }

  /** Denied because of this field, and nothing is left of it. */
  private void assertDenied(Api bearer, Body body, String field) {
    JsonNode error = bearer.create(body).refused("PERMISSION_DENIED");
    assertThat(error.at("/details/field").asString()).isEqualTo(field);
    api.get("/containers/" + body.name()).refused("CONTAINER_NOT_FOUND");
    assertThat(docker.succeeds("inspect", "--type", "container", body.name())).isFalse();
  }

  @Test
  void image_byItsTag_isAllowedAndNoOther() {
    Api bearer = allowed("images", Docker.BUSYBOX);
    String digest = "@sha256:" + "0".repeat(64);

    assertDenied(bearer, sleeper(Docker.NGINX), "image");
    assertDenied(bearer, sleeper("tianniu-lab/busybox:2"), "image");
    assertDenied(bearer, sleeper("tianniu-lab/busybox"), "image");
    assertDenied(bearer, sleeper(Docker.BUSYBOX + digest), "image");
    assertDenied(bearer, sleeper("registry.invalid/" + Docker.BUSYBOX), "image");
    bearer.running(sleeper(Docker.BUSYBOX));
  }

  @Test
  void image_byItsId_isNotTheOneThatATagAllows() {
    String id = docker.run("image", "inspect", "-f", "{{.Id}}", Docker.NGINX);
    Api bearer = allowed("images", Docker.BUSYBOX, "tianniu-lab/*");

    assertDenied(bearer, sleeper(id), "image");
    assertDenied(bearer, sleeper(id.replace("sha256:", "").substring(0, 12)), "image");
    allowed("images", id).running(sleeper(id));
  }

  @Test
  void image_byItsDigest_isAllowedAndNoTagOfIt() {
    String open = Docker.lab("registry", "up").lines().toList().getLast();
    String tagged = open + "/lab/pulled:1";
    docker.run("pull", tagged);
    String pinned = docker.run("image", "inspect", "-f", "{{index .RepoDigests 0}}", tagged);
    assertThat(pinned).contains("@sha256:");
    Api bearer = allowed("images", pinned);
    String other = open + "/lab/pulled@sha256:" + "0".repeat(64);

    assertDenied(bearer, sleeper(tagged), "image");
    assertDenied(bearer, sleeper(other), "image");
    String id = bearer.running(sleeper(pinned));

    api.delete("/containers/" + id + "?force=true").ok();
  }

  @Test
  void bind_underARootOfTheKey_isAllowedAndNoOther() throws IOException {
    Path root = api.product().volumeRoot();
    Path mine = Files.createDirectories(root.resolve("mine"));
    Path other = Files.createDirectories(root.resolve("other"));
    Path beside = Files.createDirectories(root.resolve("mine-too"));
    Files.createSymbolicLink(mine.resolve("out"), other);
    Api bearer = allowed("bind_roots", mine.toString());

    String field = "volumes[0].host_path";
    assertDenied(bearer, mounting(other.toString()), field);
    assertDenied(bearer, mounting(beside.toString()), field);
    assertDenied(bearer, mounting(root.toString()), field);
    assertDenied(bearer, mounting(mine + "/../other"), field);
    assertDenied(bearer, mounting(mine.resolve("out").toString()), field);
    assertDenied(allowed("bind_roots", "/"), mounting("/etc"), field);
    bearer.running(mounting(mine.toString()));
    api.running(mounting(other.toString()));
  }

  private static Body mounting(String source) {
    return Body.sleeper("mounting")
        .with("volumes", List.of(Map.of("host_path", source, "container_path", "/host")));
  }

  @Test
  void network_thatIsListed_isAllowedAndNoOther() {
    String mine = Docker.newName("network");
    String other = Docker.newName("network");
    docker.run("network", "create", mine);
    docker.run("network", "create", other);
    Api bearer = allowed("networks", mine);

    assertDenied(bearer, Body.sleeper("network"), "network");
    assertDenied(bearer, Body.sleeper("network").with("network", other), "network");
    assertDenied(bearer, Body.sleeper("network").with("network", "bridge"), "network");
    assertDenied(bearer, Body.sleeper("network").with("network", "st-none"), "network");
    String id = bearer.running(Body.sleeper("network").with("network", mine));

    api.delete("/containers/" + id + "?force=true").ok();
    api.awaitGone(id, Api.SETTLED);
  }

  private static JsonNode deniedExec(Api bearer, String id, String body) {
    return bearer.post("/containers/" + id + "/exec", body).refused("PERMISSION_DENIED");
  }

  @Test
  void command_thatIsListed_isAllowedAndNoOther() {
    String id = api.sleeper();
    Api bearer = allowed("commands", "echo", "cat /etc/passwd");

    assertThat(bearer.exec(id, "echo", "any", "words").path("stdout").asString())
        .contains("any words");
    assertThat(bearer.exec(id, "cat", "/etc/passwd").path("stdout").asString()).contains("root");
    for (String command :
        List.of("[\"sh\"]", "[\"/bin/echo\"]", "[\"cat\", \"/etc/group\"]", "[\"cat\"]")) {
      JsonNode error = deniedExec(bearer, id, "{\"command\": " + command + "}");
      assertThat(error.at("/details/field").asString()).isEqualTo("command");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"env\": [{\"name\": \"PATH\", \"value\": \"/tmp\"}]",
        "\"user\": \"nobody\"",
        "\"working_dir\": \"/tmp\""
      })
  void whatMakesAnotherCommandOfTheSameWords_isDenied(String more) {
    String id = api.sleeper();
    String body = "{\"command\": [\"echo\"], " + more + "}";

    JsonNode error = deniedExec(allowed("commands", "echo"), id, body);

    assertThat(more).startsWith("\"" + error.at("/details/field").asString() + "\":");
    api.post("/containers/" + id + "/exec", body).ok();
  }

  @Test
  void terminal_ofACommandThatIsNotListed_isDenied() {
    String id = api.sleeper();
    Api bearer = allowed("commands", "echo");
    String key = "Bearer " + bearer.key();
    String path = "/containers/" + id + "/exec";

    assertThat(Screen.refusal(bearer, id, key)).isEqualTo(403);
    assertThat(Screen.refusalOf(bearer, path + "?command=sh", key)).isEqualTo(403);
    assertThat(Screen.refusalOf(bearer, path + "?command=sh&command=echo", key)).isEqualTo(403);
    assertThat(Screen.refusalOf(bearer, path + "?command=echo&user=nobody", key)).isEqualTo(403);
  }
}
