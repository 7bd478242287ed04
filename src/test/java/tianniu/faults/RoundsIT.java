package tianniu.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A few of the rounds that {@code make rounds} has hundreds of. */
@Tag("disruptive")
@Isolated("Takes the engine away from everyone.")
class RoundsIT {
  private static final long SEED = 5;

  private final Lab lab = new Lab(Path.of("lab").toAbsolutePath());
  private final String host = String.valueOf(System.getenv("DOCKER_HOST"));

  @TempDir Path directory;

  @BeforeAll
  static void theJarIsBuilt() throws IOException {
    // A jar that came out as before keeps its old time, and the launcher would build it anew.
    Files.setLastModifiedTime(Path.of("target", "tianniu.jar"), FileTime.from(Instant.now()));
  }

  private Rounds.Result run(Rounds.Victim victim, int rounds)
      throws IOException, InterruptedException {
    return new Rounds(directory.resolve("data"), host, lab, SEED).run(victim, rounds);
  }

  @Test
  void acceptedWork_afterKillsOfTheServer_isDoneOnce() throws IOException, InterruptedException {
    Rounds.Result result = run(Rounds.Victim.SERVER, 3);

    assertThat(result.tally().problems()).as("seed %s: %s", SEED, result.tally().text()).isEmpty();
  }

  @Test
  void acceptedWork_afterAKillOfTheEngine_isDoneOrFailed()
      throws IOException, InterruptedException {
    assertThat(Lab.output(java.util.List.of("lab/engine", "env")))
        .as("only the lab's own engine may be killed")
        .isEqualTo("DOCKER_HOST=" + host);

    Rounds.Result result = run(Rounds.Victim.ENGINE, 1);

    assertThat(result.tally().problems()).as("seed %s: %s", SEED, result.tally().text()).isEmpty();
  }

  @Test
  void reads_whileTheEngineIsFrozen_areAsQuickAsBefore() throws IOException, InterruptedException {
    Freeze.Result result =
        new Freeze(directory.resolve("data"), host, lab).run(Duration.ofSeconds(4));

    assertThat(result.frozen().failed()).isEmpty();
    // Far above what is seen, since other tests' leftovers share the machine.
    assertThat(result.frozen().p99()).isLessThan(Math.max(50, 3 * result.before().p99()));
  }
}
