package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's clock is set forward and back under a running server, by Debian's libfaketime. */
@SystemTest
class JumpingClockIT {
  private static final Duration SEEN = Duration.ofSeconds(5);

  private final Docker docker;
  private final Path directory;

  JumpingClockIT(Docker docker, @TempDir Path directory) {
    this.docker = docker;
    this.directory = directory;
  }

  @Test
  void clockThatJumps_endsWhatExpires_andDisturbsNothingElse() throws IOException {
    Docker.lab("need", "faketime:faketime");
    set("+0");
    Map<String, String> settings =
        Map.of(
            "LD_PRELOAD",
            library().toString(),
            "FAKETIME_TIMESTAMP_FILE",
            directory.resolve("clock").toString(),
            "FAKETIME_NO_CACHE",
            "1",
            // Sleeps and deadlines go by the clock that nobody sets.
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1");
    try (Product product = Product.start("clock", settings)) {
      Api api = new Api(product);
      Api visitor = api.withKey("visitor", "viewer", ",\"expires_in\":\"1h\"");
      String id = api.sleeper();
      visitor.get("/containers/" + id).ok();

      set("+3h");
      await()
          .atMost(SEEN)
          .untilAsserted(() -> visitor.get("/containers/" + id).refused("AUTHENTICATION_FAILED"));
      assertLifeGoesOn(api, id);

      set("-2d");
      assertLifeGoesOn(api, id);
      visitor.get("/containers/" + id).ok();

      set("+0");
      assertLifeGoesOn(api, id);
      assertThat(api.get("/audit?limit=100").ok().path("total").asInt()).isGreaterThan(3);
    }
  }

  /** Actions are done, and what others do is seen. */
  private void assertLifeGoesOn(Api api, String id) {
    api.act(id, "restart?timeout=1&wait=20s");
    assertThat(api.status(id)).isEqualTo("running");
    docker.run("pause", api.name(id));
    api.awaitStatus(id, "paused", SEEN);
    docker.run("unpause", api.name(id));
    api.awaitStatus(id, "running", SEEN);
    assertThat(api.get("/containers/" + id + "/stats").status()).isEqualTo(200);
    assertThat(api.exec(id, "echo", "here").path("stdout").asString()).isEqualTo("here\n");
  }

  private void set(String offset) throws IOException {
    Path part = Files.writeString(directory.resolve("part"), offset + "\n");
    Files.move(
        part,
        directory.resolve("clock"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path library() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of("/usr/lib"), 3)) {
      return all.filter(path -> path.endsWith("libfaketimeMT.so.1")).findFirst().orElseThrow();
    }
  }
}
