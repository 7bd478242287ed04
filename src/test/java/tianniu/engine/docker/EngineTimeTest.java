package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EngineTimeTest {
  private static final Instant AT = Instant.parse("2026-11-23T15:00:00.5Z");
  private static final long NOW = 1_000_000_000_000L;

  private final EngineTime time = new EngineTime();

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  @Test
  void nanoTime_answersLateByTurns_isAsFarApartAsTheMeasurements() {
    long first = time.nanoTime(AT, NOW);
    long second = time.nanoTime(AT.plusSeconds(10), NOW + millis(10_400));
    assertThat(first).isEqualTo(NOW);
    assertThat(second - first).isCloseTo(millis(10_000), within(millis(30)));
  }

  @Test
  void nanoTime_clocksDrift_followsOurs() {
    long last = 0;
    for (int i = 0; i < 1000; i++) {
      last = time.nanoTime(AT.plusSeconds(i), NOW + millis(1001L * i));
    }
    assertThat(last).isCloseTo(NOW + millis(1001 * 999), within(millis(50)));
  }

  @Test
  void nanoTime_engineClockWasSet_beginsAnew() {
    time.nanoTime(AT, NOW);
    assertThat(time.nanoTime(AT.minusSeconds(3600), NOW + millis(1000)))
        .isEqualTo(NOW + millis(1000));
  }
}
