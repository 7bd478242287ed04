package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What outlives the server, on servers of its own. */
@SystemTest
class SurvivalIT {
  private final Docker docker;

  /** The docker client comes from the run, which clears everything away afterwards. */
  SurvivalIT(Docker docker) {
    this.docker = docker;
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
