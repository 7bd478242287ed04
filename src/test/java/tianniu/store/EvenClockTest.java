package tianniu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvenClockTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private Instant wall = Instant.parse("2026-03-01T10:00:00Z");
  private long nanos = Long.MAX_VALUE - 5;
  private final EvenClock clock = new EvenClock(() -> wall, () -> nanos);

  private void pass(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
  }

  private void set(Duration by) {
    wall = wall.plus(by);
  }

  @Test
  void instant_firstTenMinutes_isTheEpoch() {
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    pass(TEN_MINUTES.minusNanos(1));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    pass(Duration.ofNanos(1));
    assertThat(clock.instant()).isEqualTo(wall);
    pass(Duration.ofDays(400));
    assertThat(clock.instant()).isEqualTo(wall);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P3650D", "-P3650D", "PT11S", "-PT11S"})
  void instant_afterItWasSet_isTheEpochForTenMinutes(Duration by) {
    pass(TEN_MINUTES);
    set(by);
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    pass(TEN_MINUTES.minusSeconds(1));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    pass(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(wall);
  }

  @Test
  void instant_setForAMinute_isNeverTheWrongTime() {
    pass(TEN_MINUTES);
    set(Duration.ofDays(3650));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    pass(Duration.ofMinutes(1));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    set(Duration.ofDays(-3650));
    pass(TEN_MINUTES.minusSeconds(1));
    // Only now is it seen that it was set back.
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    pass(TEN_MINUTES);
    assertThat(clock.instant()).isEqualTo(wall);
  }

  @Test
  void instant_setAndNotAskedMeanwhile_isTheEpochAtFirst() {
    set(Duration.ofDays(3650));
    pass(Duration.ofHours(1));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void instant_setByALittle_isStillTold() {
    pass(TEN_MINUTES);
    set(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(wall);
    set(Duration.ofSeconds(-20));
    assertThat(clock.instant()).isEqualTo(wall);
  }
}
