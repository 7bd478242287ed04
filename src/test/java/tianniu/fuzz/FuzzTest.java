package tianniu.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some thousand requests of the fuzzer; {@code make fuzz} sends many more, by other seeds. */
class FuzzTest {
  private static final long SEED = 5;
  private static final int REQUESTS = 4_000;

  @Test
  void answers_toWhatNobodyShouldSend_areAsTheDocumentHasThem(@TempDir Path dataDir)
      throws Exception {
    try (Fuzzer fuzzer = Fuzzer.open(dataDir, SEED)) {
      Findings findings = fuzzer.run(REQUESTS);

      assertThat(findings.isEmpty()).as(() -> "seed " + SEED + "\n" + findings.report()).isTrue();
      assertThat(findings.answered("cancelOperation", 200)).as("one is called off").isTrue();
      assertThat(findings.answered("cancelOperation", 409)).as("one is not any more").isTrue();
    }
  }
}
