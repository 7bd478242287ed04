package tianniu.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00.000000005Z");

  @Test
  void parse_anyPosition_readsBackTheSame() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      LogPosition position =
          new LogPosition(
              Instant.ofEpochSecond(random.nextLong(1L << 33), random.nextInt(1_000_000_000)),
              random.nextInt(1_000_000));

      assertThat(LogPosition.parse(position.toString())).isEqualTo(position);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.5-0", "1.000000005", "-1.000000005-0", "1.000000005-x"})
  void parse_noIdOfOurs_isNull(String id) {
    assertThat(LogPosition.parse(id)).isNull();
    assertThat(LogPosition.parse(null)).isNull();
  }

  @Test
  void isBefore_timeThenOrdinal() {
    assertThat(new LogPosition(T, 1).isBefore(new LogPosition(T, 2))).isTrue();
    assertThat(new LogPosition(T, 2).isBefore(new LogPosition(T, 2))).isFalse();
    assertThat(new LogPosition(T, 9).isBefore(new LogPosition(T.plusNanos(1), 0))).isTrue();
    assertThat(new LogPosition(T.plusNanos(1), 0).isBefore(new LogPosition(T, 9))).isFalse();
  }

  @Test
  void after_sameTime_countsOn() {
    LogPosition first = LogPosition.after(null, T);
    LogPosition second = LogPosition.after(first, T);

    assertThat(first).isEqualTo(new LogPosition(T, 0));
    assertThat(second).isEqualTo(new LogPosition(T, 1));
    assertThat(LogPosition.after(second, T.plusNanos(1)).ordinal()).isZero();
  }
}
