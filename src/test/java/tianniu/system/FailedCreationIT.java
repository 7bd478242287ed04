package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Creations that were accepted and then went wrong. */
@SystemTest
class FailedCreationIT {
  private final Api api;
  private final Docker docker;
  private final Product product;

  FailedCreationIT(Api api, Docker docker, Product product) {
    this.api = api;
    this.docker = docker;
    this.product = product;
  }

  private String failed() {
    String id = api.accepted(Body.sleeper("failed").command("/no/such/command"));
    api.awaitStatus(id, "failed");
    return id;
  }

  @Test
  void commandThatDoesNotExist_endsInFailedWithTheReason() {
    JsonNode detail = api.detail(failed());

    Json.assertFieldsInOrder(detail.path("status_reason"), "code", "message");
    assertThat(detail.at("/status_reason/code").asString()).matches("[A-Z_]+");
    assertThat(detail.at("/status_reason/message").asString()).contains("/no/such/command");
    assertThat(detail.path("started_at").isNull()).isTrue();
  }

  @Test
  void failed_isInTheListOnce() {
    Body body = Body.sleeper("failed").command("/no/such/command");
    body.with("labels", Map.of("failed", body.name()));
    String id = api.accepted(body);
    api.awaitStatus(id, "failed");

    JsonNode list = api.get("/containers?label=failed%3D" + body.name()).ok();

    assertThat(Json.texts(list.path("containers"), "id")).containsExactly(id);
    assertThat(list.at("/containers/0/status").asString()).isEqualTo("failed");
  }

  @Test
  void failed_canBeDeleted_andLeavesNothing() {
    String id = failed();
    String name = api.name(id);

    JsonNode answer = api.delete("/containers/" + id).ok();

    assertThat(answer.path("status").asString()).isEqualTo("deleted");
    api.get("/containers/" + id).refused("CONTAINER_NOT_FOUND");
    assertThat(docker.succeeds("inspect", "--type", "container", name)).isFalse();
  }

  @Test
  void failed_allowsStartAndDeleteOnly() {
    String id = failed();

    for (String action : List.of("stop", "restart", "pause", "unpause")) {
      api.post("/containers/" + id + "/" + action).refused("INVALID_CONTAINER_STATE");
    }
    api.get("/containers/" + id + "/stats").refused("INVALID_CONTAINER_STATE");
  }

  @Test
  void failed_isRetriedWithStart_onceTheReasonIsGone() throws IOException {
    Path root = Files.createDirectories(product.volumeRoot().resolve("retry"));
    Body body =
        Body.sleeper("retry")
            .command("/data/program")
            .with(
                "volumes",
                List.of(Map.of("host_path", root.toString(), "container_path", "/data")));
    String id = api.accepted(body);
    api.awaitStatus(id, "failed");
    Files.writeString(root.resolve("program"), "#!/bin/sh\nexec sleep 1000\n");
    Files.setPosixFilePermissions(
        root.resolve("program"), PosixFilePermissions.fromString("rwxr-xr-x"));

    JsonNode answer = api.act(id, "start");

    assertThat(answer.path("status").asString()).isEqualTo("starting");
    api.awaitStatus(id, "running");
    assertThat(api.detail(id).path("status_reason").isObject()).isFalse();
  }

  @Test
  void wait_endsWithFailed() {
    Body body = Body.sleeper("failed").command("/no/such/command");

    JsonNode answer = api.post("/containers?wait=30s", body).ok();

    assertThat(answer.path("status").asString()).isEqualTo("failed");
  }

  @Test
  void logs_ofAFailedContainer_areReadable() {
    assertThat(api.get("/containers/" + failed() + "/logs").ok().path("logs").isArray()).isTrue();
  }

  @Test
  void name_ofAFailedContainer_isTakenUntilItIsDeleted() {
    String id = failed();
    Body second = Body.sleeper("second").with("name", api.name(id));

    api.create(second).refused("CONTAINER_ALREADY_EXISTS");
    api.delete("/containers/" + id).ok();
    api.create(second).ok();
  }
}
