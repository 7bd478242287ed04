package tianniu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class VigilTest {
  @Test
  void silence_ends() {
    CompletableFuture<String> end = new CompletableFuture<>();
    new Vigil(Duration.ofMillis(1), end::complete);
    assertThat(end.join()).isEqualTo("the start");
  }
}
