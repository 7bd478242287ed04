package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What outlives the server, on servers of their own: what was accepted is done all the same. */
@SystemTest
class SurvivalIT {
  private static final Duration RECOVERED = Duration.ofSeconds(20);

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
      assertThat(docker.run("ps", "-aq", "--filter", "label=of=" + role).lines()).hasSize(4);
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
      assertThat(after.status(id)).isEqualTo("failed");
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
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(8));
      log.awaitEnd(Duration.ofSeconds(2));
    }

    assertThat(docker.inspect(name).at("/State/Running").asBoolean()).isTrue();
  }
}
