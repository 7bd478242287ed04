package tianniu.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeHistoryTest {
  private final ProbeHistory history = new ProbeHistory();

  private static ProbeResult result(int number) {
    ProbeAnswer answer =
        switch (number % 4) {
          case 0 -> new ProbeAnswer.Good(200 + number % 100);
          case 1 -> new ProbeAnswer.Bad(503, "the answer's status was 503");
          case 2 -> new ProbeAnswer.Refused("connection refused");
          default -> new ProbeAnswer.Unknown("the probe could not be made");
        };
    return ProbeResult.of(
        answer, Instant.ofEpochSecond(1_000_000 + number), Duration.ofMillis(number));
  }

  @Test
  void newestFirst_nothingAdded_isEmpty() {
    assertThat(history.newestFirst()).isEmpty();
  }

  @Test
  void newestFirst_anyNumberAdded_hasTheLastOnes() {
    Deque<ProbeResult> model = new ArrayDeque<>();
    for (int i = 0; i < 3 * ProbeHistory.MOST + 7; i++) {
      history.add(result(i));
      model.addFirst(result(i));
      if (model.size() > ProbeHistory.MOST) {
        model.removeLast();
      }
      assertThat(history.newestFirst()).isEqualTo(List.copyOf(model));
    }
  }
}
