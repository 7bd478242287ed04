package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The engine ends, crashes, freezes and comes back; its own containers end with it. */
@SystemTest
@Tag("disruptive")
@Isolated("Takes the engine away from everyone.")
class EngineAwayIT {
  private static final Duration BACK = Patience.of(Duration.ofMinutes(1));

  /** Before whoever waits for an engine gives it up. */
  private static final Duration WITHOUT_THE_ENGINE = Patience.of(Duration.ofMillis(3_500));

  private final Api api;
  private final Docker docker;

  EngineAwayIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  @BeforeEach
  void theEngineIsTheLabs() {
    assertThat(Docker.lab("engine", "env"))
        .as("only the lab's own engine may be taken away")
        .isEqualTo("DOCKER_HOST=" + Docker.host());
  }

  @AfterEach
  void theEngineIsBack() {
    Docker.lab("engine", "up");
    await("the product works again")
        .atMost(BACK.multipliedBy(2))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              Body body = Body.sleeper("back");
              String id = api.accepted(body);
              api.awaitStatus(id, "running", BACK);
              api.delete("/containers/" + id + "?force=true").ok();
            });
  }

  private void assertWritesAreUnavailable(String id) {
    Answer create = api.create(Body.sleeper("away"));
    create.refused("ENGINE_UNAVAILABLE");
    assertThat(create.header("Retry-After")).matches("\\d+");
    api.post("/containers/" + id + "/exec", Json.write(Map.of("command", new String[] {"true"})))
        .refused("ENGINE_UNAVAILABLE");
  }

  @Test
  void stoppedEngine_isNoticed_readsGoOn_andTheTruthComesBack() {
    String gone = api.sleeper();
    String stays = api.stopped();
    String restarted =
        api.running(Body.sleeper("always").json("restart_policy", "{\"type\":\"always\"}"));
    String name = api.name(gone);

    Docker.lab("engine", "stop");

    assertThat(api.get("/containers?limit=100").ok().path("total").asInt()).isPositive();
    assertThat(api.detail(stays).path("status").asString()).isEqualTo("stopped");
    assertWritesAreUnavailable(stays);
    api.post("/containers/" + stays + "/start").refused("ENGINE_UNAVAILABLE");
    assertThat(api.get("/containers/" + gone).status()).isEqualTo(200);

    Docker.lab("engine", "up");

    api.awaitStatus(gone, "stopped", BACK);
    api.awaitStatus(restarted, "running", BACK);
    api.act(gone, "start");
    api.awaitStatus(gone, "running");
    assertThat(docker.inspect(name).at("/State/Running").asBoolean()).isTrue();
  }

  @Test
  void followedLog_survivesARestartOfTheEngine() {
    String id =
        api.running(
            Body.of("survivor", Docker.BUSYBOX)
                .command("sh", "-c", "trap 'exit 0' TERM; echo boot; sleep 1000 & wait")
                .json("restart_policy", "{\"type\":\"always\"}"));

    try (Followed log = Followed.ndjson(api, id, "")) {
      assertThat(log.message()).isEqualTo("boot");
      Docker.lab("engine", "restart");
      assertThat(Json.read(log.line(BACK).orElseThrow()).path("message").asString())
          .isEqualTo("boot");
    }
  }

  @Test
  void changesMadeRightAfterTheReturn_areSeen() {
    String id = api.stopped();
    String name = api.name(id);

    Docker.lab("engine", "restart");
    docker.run("rm", name);
    String foreign = docker.fullId(docker.foreign("returned")).substring(0, 32);

    api.awaitGone(id, BACK);
    api.awaitStatus(foreign, "running", BACK);
  }

  @Test
  void killedEngine_isNoticedAndTheTruthComesBack() {
    String id = api.sleeper();

    Docker.lab("engine", "kill");
    assertWritesAreUnavailable(id);
    api.get("/containers/" + id).ok();
    Docker.lab("engine", "up");

    await()
        .atMost(BACK)
        .untilAsserted(
            () ->
                assertThat(api.status(id))
                    .isEqualTo(
                        docker.inspect(api.name(id)).at("/State/Running").asBoolean()
                            ? "running"
                            : "stopped"));
  }

  @Test
  void frozenEngine_holdsUpNoReads_andWritesAreAnsweredInTime() {
    String id = api.sleeper();
    Docker.lab("engine", "pause");
    try {
      Instant asked = Instant.now();
      api.get("/containers?limit=100").ok();
      api.get("/containers/" + id).ok();
      assertThat(Duration.between(asked, Instant.now())).isLessThan(WITHOUT_THE_ENGINE);

      api.create(Body.sleeper("frozen")).refused("ENGINE_UNAVAILABLE");
      assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(20));
    } finally {
      Docker.lab("engine", "resume");
    }
  }
}
