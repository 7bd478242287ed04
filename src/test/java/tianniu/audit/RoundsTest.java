package tianniu.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final List<String> done = new ArrayList<>();

  private List<String> at(Rounds rounds, long minute) {
    done.clear();
    rounds.at(minute);
    return List.copyOf(done);
  }

  @Test
  void at_anyMinute_doesWhatIsDue() {
    try (Rounds rounds =
        new Rounds(() -> done.add("minute"), () -> done.add("day"), () -> done.add("later"))) {
      assertThat(at(rounds, 0)).containsExactly("day");
      assertThat(at(rounds, 1)).containsExactly("minute");
      assertThat(at(rounds, 15)).containsExactly("minute", "later");
      assertThat(at(rounds, 1440)).containsExactly("minute", "day");
      assertThat(at(rounds, 1455)).containsExactly("minute", "later");
    }
  }

  @Test
  void at_workThatFails_doesTheRest() {
    Runnable failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    try (Rounds rounds = new Rounds(failing, failing, () -> done.add("later"))) {
      assertThat(at(rounds, 15)).containsExactly("later");
    }
  }
}
