package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Deleting containers, and the volumes that go with them or stay. */
@SystemTest
class DeleteIT {
  private final Api api;
  private final Docker docker;

  DeleteIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  private void assertDeleted(String id, String query) {
    String name = api.name(id);

    JsonNode answer = api.delete("/containers/" + id + query).ok();

    Json.assertFieldsInOrder(answer, "id", "status", "message");
    assertThat(answer.path("id").asString()).isEqualTo(id);
    assertThat(answer.path("status").asString()).isEqualTo("deleted");
    assertThat(answer.path("message").asString()).isEqualTo("Container has been deleted");
    assertThat(docker.succeeds("inspect", "--type", "container", name)).isFalse();
    api.get("/containers/" + id).refused("CONTAINER_NOT_FOUND");
    api.get("/containers/" + name).refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void stopped_isDeleted() {
    assertDeleted(api.stopped(), "");
  }

  @Test
  void running_isDeletedWithForceOnly() {
    String id = api.sleeper();

    Answer refused = api.delete("/containers/" + id);

    assertThat(refused.refused("INVALID_CONTAINER_STATE").path("details").toString())
        .contains("\"running\"", "\"stopped\"", "\"failed\"");
    api.delete("/containers/" + id + "?force=false").refused("INVALID_CONTAINER_STATE");
    assertDeleted(id, "?force=true");
  }

  @Test
  void paused_isDeletedWithForceOnly() {
    String id = api.sleeper();
    api.act(id, "pause?wait=20s");

    api.delete("/containers/" + id).refused("INVALID_CONTAINER_STATE");

    assertDeleted(id, "?force=true");
  }

  @Test
  void deleted_isNotFoundTheSecondTime() {
    String id = api.stopped();
    api.delete("/containers/" + id).ok();

    api.delete("/containers/" + id).refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void foreign_isDeletedLikeOurs() {
    String name = docker.foreign("delete");
    String id = docker.fullId(name).substring(0, 32);
    api.awaitStatus(id, "running");

    assertDeleted(id, "?force=true");
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void anonymousVolumes_goWithRemoveVolumesOnly(boolean removeVolumes, boolean isLeft) {
    String name = docker.foreign("volumes", List.of("-v", "/anonymous"), Docker.BUSYBOX, "true");
    String volume = docker.inspect(name).at("/Mounts/0/Name").asString();
    String id = docker.fullId(name).substring(0, 32);
    api.awaitStatus(id, "stopped");

    assertDeleted(id, "?remove_volumes=" + removeVolumes);

    assertThat(docker.succeeds("volume", "inspect", volume)).isEqualTo(isLeft);
    docker.succeeds("volume", "rm", volume);
  }

  @Test
  void namedVolume_staysWithRemoveVolumes() {
    String volume = docker.run("volume", "create", Docker.newName("kept"));
    String id =
        api.running(
            Body.sleeper("named")
                .with("volumes", List.of(Map.of("host_path", volume, "container_path", "/d"))));

    assertDeleted(id, "?force=true&remove_volumes=true");

    assertThat(docker.succeeds("volume", "inspect", volume)).isTrue();
  }

  @Test
  void creating_isNotLostByADelete() {
    String id = api.accepted(Body.sleeper("early"));

    Answer answer = api.delete("/containers/" + id + "?force=true");

    if (answer.status() == 200) {
      api.get("/containers/" + id).refused("CONTAINER_NOT_FOUND");
    } else {
      answer.refused("INVALID_CONTAINER_STATE");
      api.awaitStatus(id, "running");
    }
  }
}
