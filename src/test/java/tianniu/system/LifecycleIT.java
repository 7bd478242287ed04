package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Start, stop, restart, pause and unpause. */
@SystemTest
class LifecycleIT {
  private final Api api;
  private final Docker docker;

  LifecycleIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  private static void assertAnswer(JsonNode answer, String id, String status, String message) {
    Json.assertFieldsInOrder(answer, "id", "status", "message");
    assertThat(answer.path("id").asString()).isEqualTo(id);
    assertThat(answer.path("status").asString()).isEqualTo(status);
    assertThat(answer.path("message").asString()).isEqualTo(message);
  }

  /** The refusal says the present status and the allowed ones. */
  static void assertWrongState(Answer answer, String present, String... allowed) {
    JsonNode details = answer.refused("INVALID_CONTAINER_STATE").path("details");
    List<JsonNode> values = details.valueStream().toList();
    assertThat(values.stream().filter(JsonNode::isString).map(JsonNode::asString))
        .as("details of %s", answer)
        .contains(present);
    List<JsonNode> arrays = values.stream().filter(JsonNode::isArray).toList();
    assertThat(arrays).as("details of %s", answer).hasSize(1);
    assertThat(Json.elements(arrays.getFirst()).stream().map(JsonNode::asString))
        .containsExactlyInAnyOrder(allowed);
  }

  @Test
  void everyAction_answersAsDocumentedAndIsDone() {
    String id = api.sleeper();

    assertAnswer(api.act(id, "pause"), id, "pausing", "Container is being paused");
    api.awaitStatus(id, "paused");
    assertAnswer(api.act(id, "unpause"), id, "unpausing", "Container is being unpaused");
    api.awaitStatus(id, "running");
    assertAnswer(api.act(id, "restart"), id, "restarting", "Container is restarting");
    api.awaitStatus(id, "running");
    assertAnswer(api.act(id, "stop"), id, "stopping", "Container is stopping");
    api.awaitStatus(id, "stopped");
    assertAnswer(api.act(id, "start"), id, "starting", "Container is starting");
    api.awaitStatus(id, "running");
    assertThat(docker.inspect(api.name(id)).at("/State/Running").asBoolean()).isTrue();
  }

  @Test
  void action_byName_answersTheId() {
    String id = api.sleeper();

    assertThat(api.act(api.name(id), "pause").path("id").asString()).isEqualTo(id);
  }

  @Test
  void transition_isVisibleInTheNextRead() {
    String id = api.running(Docker.STUBBORN.toArray(String[]::new));

    api.act(id, "stop?timeout=8");

    assertThat(api.status(id)).isEqualTo("stopping");
    api.awaitStatus(id, "stopped");
    api.act(id, "start");
    assertThat(api.status(id)).isIn("starting", "running");
    api.awaitStatus(id, "running");
    api.act(id, "restart?timeout=8");
    assertThat(api.status(id)).isEqualTo("restarting");
    api.awaitStatus(id, "running");
  }

  @Test
  void secondAction_inATransition_isRefusedNotQueued() {
    String id = api.running(Docker.STUBBORN.toArray(String[]::new));
    api.act(id, "stop?timeout=10");

    for (String action : List.of("stop", "start", "restart", "pause", "unpause")) {
      Answer answer = api.post("/containers/" + id + "/" + action);
      JsonNode details = answer.refused("INVALID_CONTAINER_STATE").path("details");
      assertThat(details.toString()).contains("\"stopping\"");
    }
    api.delete("/containers/" + id + "?force=true").refused("INVALID_CONTAINER_STATE");
    api.awaitStatus(id, "stopped");
  }

  @ParameterizedTest
  @CsvSource({
    "start, running, stopped failed",
    "unpause, running, paused",
  })
  void running_refusesWhatItDoesNotAllow(String action, String present, String allowed) {
    String id = api.sleeper();

    assertWrongState(api.post("/containers/" + id + "/" + action), present, allowed.split(" "));
  }

  @ParameterizedTest
  @CsvSource({"stop, running paused", "pause, running", "unpause, paused"})
  void stopped_refusesWhatItDoesNotAllow(String action, String allowed) {
    String id = api.stopped();

    assertWrongState(api.post("/containers/" + id + "/" + action), "stopped", allowed.split(" "));
  }

  @Test
  void paused_canBeStoppedAndRestarted_butNotStartedOrPaused() {
    String id = api.sleeper();
    api.act(id, "pause?wait=20s");

    assertWrongState(api.post("/containers/" + id + "/start"), "paused", "stopped", "failed");
    assertWrongState(api.post("/containers/" + id + "/pause"), "paused", "running");
    api.act(id, "restart?timeout=1");
    api.awaitStatus(id, "running");
    api.act(id, "pause?wait=20s");
    api.act(id, "stop?timeout=1");
    api.awaitStatus(id, "stopped");
  }

  @Test
  void stopped_canBeRestarted() {
    String id = api.stopped();

    api.act(id, "restart");

    api.awaitStatus(id, "running");
  }

  @Test
  void unknown_isNotFoundForEachAction() {
    for (String action : List.of("start", "stop", "restart", "pause", "unpause")) {
      JsonNode error = api.post("/containers/st-nobody/" + action).refused("CONTAINER_NOT_FOUND");
      assertThat(error.at("/details/container_id").asString()).isEqualTo("st-nobody");
    }
  }

  @ParameterizedTest
  @CsvSource({"pause, paused", "restart?timeout=1, running", "stop?timeout=1, stopped"})
  void wait_holdsTheAnswerUntilTheFinalStatus(String action, String status) {
    String id = api.sleeper();
    String path = action + (action.contains("?") ? "&" : "?") + "wait=30s";

    assertThat(api.act(id, path).path("status").asString()).isEqualTo(status);
    assertThat(api.status(id)).isEqualTo(status);
  }

  @Test
  void wait_thatIsTooShort_answersTheTransition() {
    String id = api.running(Docker.STUBBORN.toArray(String[]::new));

    Instant asked = Instant.now();
    JsonNode answer = api.act(id, "stop?timeout=20&wait=1s");

    assertThat(answer.path("status").asString()).isEqualTo("stopping");
    assertThat(Duration.between(asked, Instant.now()))
        .isBetween(Duration.ofMillis(900), Patience.of(Duration.ofSeconds(18)));
  }

  @Test
  void timeout_isGivenToAContainerThatIgnoresIt() {
    String id = api.running(Docker.STUBBORN.toArray(String[]::new));

    Instant asked = Instant.now();
    api.act(id, "stop?timeout=3&wait=30s");

    // Without one it would be given 10 s.
    assertThat(Duration.between(asked, Instant.now()))
        .isBetween(Duration.ofMillis(2_800), Patience.of(Duration.ofSeconds(10)));
    assertThat(docker.inspect(api.name(id)).at("/State/ExitCode").asInt()).isEqualTo(137);
  }

  @Test
  void timeout_isNotWaitedOutByAContainerThatObeys() {
    String id =
        api.running("sh", "-c", "trap 'exit 0' TERM; echo ready; while :; do sleep 0.1; done");
    // It runs before it obeys.
    api.awaitMessage(id, "ready");

    Instant asked = Instant.now();
    api.act(id, "stop?timeout=60&wait=60s");

    assertThat(Duration.between(asked, Instant.now()))
        .isLessThan(Patience.of(Duration.ofSeconds(30)));
    assertThat(docker.inspect(api.name(id)).at("/State/ExitCode").asInt()).isZero();
  }

  @Test
  void timeoutOfZero_killsAtOnce() {
    String id = api.running(Docker.STUBBORN.toArray(String[]::new));

    Instant asked = Instant.now();
    api.act(id, "stop?timeout=0&wait=30s");

    assertThat(Duration.between(asked, Instant.now()))
        .isLessThan(Patience.of(Duration.ofSeconds(10)));
    assertThat(api.status(id)).isEqualTo("stopped");
  }

  @Test
  void answer_doesNotWaitForTheContainer() {
    String id = api.running(Docker.STUBBORN.toArray(String[]::new));

    Instant asked = Instant.now();
    api.act(id, "stop?timeout=20");

    assertThat(Duration.between(asked, Instant.now()))
        .isLessThan(Patience.of(Duration.ofSeconds(15)));
  }

  @Test
  void crashLoop_canBeStoppedAndStaysStopped() {
    String id =
        api.accepted(
            Body.of("crash", Docker.BUSYBOX)
                .command("sh", "-c", "exit 1")
                .json("restart_policy", "{\"type\":\"always\"}"));
    await()
        .atMost(Api.SETTLED)
        .untilAsserted(
            () ->
                assertThat(docker.inspect(api.name(id)).path("RestartCount").asInt())
                    .isGreaterThanOrEqualTo(3));

    JsonNode answer = api.act(id, "stop?timeout=1");

    assertThat(answer.path("status").asString()).isEqualTo("stopping");
    api.awaitStatus(id, "stopped");
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Patience.of(Duration.ofSeconds(15)))
        .until(() -> api.status(id).equals("stopped"));
  }

  @Test
  void startedAt_movesWithAStart() {
    String id = api.sleeper();
    Instant before = Instant.parse(api.detail(id).path("started_at").asString());
    // It is told in whole seconds.
    Product.pause(Duration.ofMillis(1_100));

    api.act(id, "restart?timeout=1&wait=30s");

    assertThat(Instant.parse(api.detail(id).path("started_at").asString())).isAfter(before);
  }
}
