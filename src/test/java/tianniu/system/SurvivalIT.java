package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was answered with 200 is done, also when the server dies right after; on servers of its own.
 */
@SystemTest
class SurvivalIT {
  private static final Duration RECOVERED = Duration.ofSeconds(20);

  private final Docker docker;

  /** The docker client comes from the run, which clears everything away afterwards. */
  SurvivalIT(Docker docker) {
    this.docker = docker;
  }

  @Test
  void create_thatWasAccepted_isDoneAfterAKill() {
    Product first = Product.start("killed");
    List<String> ids = new ArrayList<>();
    Api before = new Api(first);
    for (int i = 0; i < 4; i++) {
      ids.add(before.accepted(Body.sleeper("accepted")));
    }
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      for (String id : ids) {
        after.get("/containers/" + id).ok();
        after.awaitStatus(id, "running", RECOVERED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop?timeout=2", "restart?timeout=2"})
  void action_thatWasAccepted_isDoneAfterAKill(String action) {
    Product first = Product.start("killed");
    Api before = new Api(first);
    String id = before.running(Body.sleeper("stubborn").with("command", Docker.STUBBORN));
    String name = before.name(id);
    String startedAt = docker.inspect(name).at("/State/StartedAt").asString();
    before.act(id, action);
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      boolean stops = action.startsWith("stop");
      after.awaitStatus(id, stops ? "stopped" : "running", RECOVERED);
      if (!stops) {
        assertThat(docker.inspect(name).at("/State/StartedAt").asString()).isNotEqualTo(startedAt);
      }
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
      after.awaitStatus(id, "failed", RECOVERED);
      assertThat(after.detail(id).at("/status_reason/message").asString())
          .contains("/no/such/command");
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
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(15));
      log.awaitEnd(Duration.ofSeconds(2));
    }

    assertThat(docker.inspect(name).at("/State/Running").asBoolean()).isTrue();
  }
}
