package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** PostgreSQL goes under load, and comes back. */
@SystemTest
@Tag("disruptive")
@Isolated("Takes the database away from everyone.")
class DatabaseAwayIT {
  private static final Duration HEALED = Patience.of(Duration.ofMinutes(1));

  /** The docker client comes from the run, which clears everything away afterwards. */
  DatabaseAwayIT(Docker docker) {
    assertThat(docker).isNotNull();
  }

  @AfterEach
  void theDatabaseIsBack() {
    Docker.lab("postgres", "up");
  }

  @Test
  void stoppedDatabase_refusesWritesAlone_andHeals() throws InterruptedException {
    try (Database.Made made = Database.POSTGRESQL.make();
        Product product = Product.start("database-away", made.settings())) {
      Api api = new Api(product);
      String id = api.sleeper();
      List<Answer> bad = new CopyOnWriteArrayList<>();
      AtomicBoolean enough = new AtomicBoolean();
      Thread reader = Thread.ofVirtual().start(() -> read(api, id, bad, enough));

      try {
        Docker.lab("postgres", "stop");
        api.create(Body.sleeper("away")).refused("STORE_UNAVAILABLE");
        assertThat(api.status(id)).isEqualTo("running");
        Docker.lab("postgres", "up");
        await()
            .atMost(HEALED)
            .ignoreExceptions()
            .untilAsserted(() -> api.running(Body.sleeper("back")));
      } finally {
        enough.set(true);
        reader.join();
      }
      assertThat(bad).isEmpty();
    }
  }

  private static void read(Api api, String id, List<Answer> bad, AtomicBoolean enough) {
    while (!enough.get()) {
      for (String path : List.of("/containers", "/containers/" + id)) {
        Answer answer = api.get(path);
        if (answer.status() != 200) {
          bad.add(answer);
        }
      }
      Product.pause(Duration.ofMillis(10));
    }
  }
}
