package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is told of operations, and that they can be called off. */
@SystemTest
class OperationsIT {
  private final Api api;

  OperationsIT(Api api) {
    this.api = api;
  }

  private static String path(Answer answer) {
    return answer.header("Operation-Location").substring("/api/v1".length());
  }

  @Test
  void lifecycle_answers_sayWhereTheirOperationIs() {
    Answer created = api.post("/containers?wait=30s", Body.sleeper("told"));
    String id = created.ok().path("id").asString();
    JsonNode creation = api.get(path(created)).ok();
    Json.assertFieldsInOrder(
        creation,
        "id",
        "operation",
        "container_id",
        "container_name",
        "status",
        "progress",
        "error",
        "accepted_at",
        "started_at",
        "ended_at",
        "cancellable",
        "cause");
    assertThat(creation.path("operation").asString()).isEqualTo("createContainer");
    assertThat(creation.path("container_id").asString()).isEqualTo(id);
    assertThat(creation.path("status").asString()).isEqualTo("succeeded");

    Answer stopped = api.post("/containers/" + id + "/stop?timeout=1&wait=60s");
    Answer deleted = api.delete("/containers/" + id);
    api.post("/operations/" + api.get(path(stopped)).ok().path("id").asString() + "/cancel")
        .refused("OPERATION_NOT_CANCELLABLE");

    JsonNode all = api.get("/containers/" + id + "/operations").ok();
    assertThat(Json.texts(all.path("operations"), "operation"))
        .containsExactly("deleteContainer", "stopContainer", "createContainer");
    assertThat(api.get(path(deleted)).ok().path("status").asString()).isEqualTo("succeeded");
  }

  @Test
  void batch_operationThatWaits_isCalledOffAndLeavesItsContainer() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(api.accepted(Body.sleeper("waits")));
    }
    ids.forEach(id -> api.awaitStatus(id, "running"));
    String all = "{\"container_ids\":" + Json.write(ids) + ",\"timeout\":1}";
    api.post("/containers/batch/stop?wait=60s", all).ok();

    JsonNode results =
        api.post("/containers/batch/start", "{\"container_ids\":" + Json.write(ids) + "}")
            .ok()
            .path("results");
    String last = results.path(11).path("operation_id").asString();
    Answer answer = api.post("/operations/" + last + "/cancel");

    if (answer.status() == 200) {
      assertThat(answer.ok().path("status").asString()).isEqualTo("cancelled");
      assertThat(answer.ok().at("/error/code").asString()).isEqualTo("OPERATION_CANCELLED");
      assertThat(api.status(ids.get(11))).isEqualTo("stopped");
    } else {
      // On a quick machine its turn has come.
      answer.refused("OPERATION_NOT_CANCELLABLE");
    }
    ids.subList(0, 11).forEach(id -> api.awaitStatus(id, "running"));
  }

  @Test
  void operations_ofOthers_areNotThere() {
    api.get("/operations/op-00000000000000000000000000000000").refused("OPERATION_NOT_FOUND");
    api.get("/operations?status=done").refused("INVALID_PARAMETER");
    String id = api.sleeper();
    Api other =
        api.withKey("other", "admin", ",\"scope\":{\"labels\":{\"team\":\"nobody-has-it\"}}");
    other.get("/containers/" + id + "/operations").refused("CONTAINER_NOT_FOUND");
    assertThat(other.get("/operations").ok().path("total").asInt()).isZero();
  }
}
