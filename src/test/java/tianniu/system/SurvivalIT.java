package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What outlives the server, on servers of their own: what was accepted is done all the same. */
@SystemTest
class SurvivalIT {
  private static final Duration RECOVERED = Patience.of(Duration.ofMinutes(1));

  private final Docker docker;

  /** The docker client comes from the run, which clears everything away afterwards. */
  SurvivalIT(Docker docker) {
    this.docker = docker;
  }

  @Test
  void create_thatWasAccepted_isDoneOnceAfterAKill() {
    Product first = Product.start("killed");
    List<String> ids = new ArrayList<>();
    Api before = new Api(first);
    String role = Docker.newName("accepted");
    for (int i = 0; i < 4; i++) {
      ids.add(before.accepted(Body.sleeper("accepted").with("labels", Map.of("of", role))));
    }
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      for (String id : ids) {
        after.get("/containers/" + id).ok();
      }
      ids.forEach(id -> after.awaitStatus(id, "running", RECOVERED));
      assertThat(labelled(role)).isEqualTo(4);
    }
  }

  /** Writes a line for each of its runs. */
  private static Body counted(String role, String mark) {
    return Body.of(role, Docker.BUSYBOX)
        .command("sh", "-c", "echo run; trap 'exit 0' TERM INT; sleep 100000 & wait")
        .with("labels", Map.of("of", mark, Docker.RUN_LABEL, Docker.RUN));
  }

  private long labelled(String mark) {
    return docker.run("ps", "-aq", "--filter", "label=of=" + mark).lines().count();
  }

  /** What its last run says may be in the log a moment after it runs. */
  private static void awaitRuns(Api api, String id, int runs) {
    await("runs of " + id)
        .atMost(RECOVERED)
        .untilAsserted(() -> assertThat(api.messages(id)).filteredOn("run"::equals).hasSize(runs));
  }

  @Test
  void lifecycle_thatWasAccepted_isDoneOnceAfterAKill() {
    Product first = Product.start("killed");
    Api before = new Api(first);
    String mark = Docker.newName("mark");
    String starts = before.running(counted("starts", mark));
    String restarts = before.running(counted("restarts", mark));
    String stops = before.running(counted("stops", mark));
    String goes = before.running(counted("goes", mark));
    before.act(starts, "stop?timeout=1&wait=20s");

    before.act(restarts, "restart?timeout=5");
    before.act(stops, "stop?timeout=5");
    before.act(starts, "start");
    String deletion =
        before
            .post(
                "/containers/batch/delete",
                "{\"container_ids\":[\"%s\"],\"force\":true}".formatted(goes))
            .ok()
            .at("/results/0/operation_id")
            .asString();
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      after.awaitStatus(stops, "stopped", RECOVERED);
      after.awaitStatus(starts, "running", RECOVERED);
      awaitRuns(after, starts, 2);
      after.awaitStatus(restarts, "running", RECOVERED);
      awaitRuns(after, restarts, 2);
      after.awaitGone(goes, RECOVERED);
      await("end of the deletion")
          .atMost(RECOVERED)
          .untilAsserted(
              () ->
                  assertThat(after.get("/operations/" + deletion).ok().path("status").asString())
                      .isEqualTo("succeeded"));
      assertThat(after.get("/operations?status=failed").ok().path("total").asInt()).isZero();
      assertThat(labelled(mark)).isEqualTo(3);
    }
  }

  @Test
  void batchAndRotation_thatWereAccepted_areDoneOnceAfterAKill() {
    Product first = Product.start("killed");
    Api before = new Api(first);
    String mark = Docker.newName("mark");
    before.put("/secrets/" + mark, "{\"values\":{\"word\":\"one\"}}").ok();
    List<String> batch = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      batch.add(before.running(counted("batch", mark)));
    }
    String anew =
        before.running(
            counted("anew", mark)
                .json(
                    "environment_variables",
                    "[{\"name\":\"W\",\"value_from\":{\"secret_name\":\"%s\",\"key\":\"word\"}}]"
                        .formatted(mark)));
    String anewRef = before.detail(anew).path("engine_id").asString();

    before
        .post("/secrets/" + mark + "/rotate", "{\"values\":{\"word\":\"two\"},\"recreate\":true}")
        .ok();
    before.post("/containers/batch/restart", "{\"container_ids\":" + Json.write(batch) + "}").ok();
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      for (String id : batch) {
        after.awaitStatus(id, "running", RECOVERED);
        awaitRuns(after, id, 2);
      }
      after.awaitStatus(anew, "running", RECOVERED);
      assertThat(after.detail(anew).path("engine_id").asString()).isNotEqualTo(anewRef);
      awaitRuns(after, anew, 1);
      assertThat(after.get("/operations?status=failed").ok().path("total").asInt()).isZero();
      assertThat(labelled(mark)).isEqualTo(5);
    }
  }

  @Test
  void failedCreation_isRememberedAcrossAKill() {
    Product first = Product.start("killed");
    Api before = new Api(first);
    String id = before.accepted(Body.sleeper("failed").command("/no/such/command"));
    before.awaitStatus(id, "failed");
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      // The end may not have been on disk: then it is tried once more, and fails again.
      after.awaitStatus(id, "failed", RECOVERED);
      assertThat(after.detail(id).at("/status_reason/message").asString())
          .contains("/no/such/command");
      after.delete("/containers/" + id).ok();
    }
  }

  @Test
  void ids_healthChecksAndNames_areTheSameAfterARestart() {
    Product first = Product.start("restarted");
    Api before = new Api(first);
    String id =
        before.running(
            Body.of("kept", Docker.NGINX)
                .json("health_check", "{\"endpoint\":\"http://localhost/\",\"interval\":\"1s\"}"));
    String name = before.name(id);
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      assertThat(after.detail(name).path("id").asString()).isEqualTo(id);
      assertThat(after.detail(id).at("/health_check/endpoint").asString())
          .isEqualTo("http://localhost/");
    }
  }

  @Test
  void sigterm_endsTheServerSoon_andLeavesTheContainersAlone() {
    Product product = Product.start("terminated");
    Api api = new Api(product);
    String id = api.sleeper();
    String name = api.name(id);

    try (Followed log = Followed.ndjson(api, id, "")) {
      long asked = System.nanoTime();
      product.close();
      assertThat(Duration.ofNanos(System.nanoTime() - asked))
          .isLessThan(Patience.of(Duration.ofSeconds(30)));
      log.awaitEnd(Followed.SOON);
    }

    assertThat(docker.inspect(name).at("/State/Running").asBoolean()).isTrue();
  }
}
