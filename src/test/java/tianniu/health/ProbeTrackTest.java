package tianniu.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tianniu.engine.HealthProbe;
import tianniu.engine.HealthStatus;

class ProbeTrackTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final ProbeAnswer GOOD = new ProbeAnswer.Good(200);
  private static final ProbeAnswer BAD = new ProbeAnswer.Bad("status 500");
  private static final ProbeAnswer REFUSED = new ProbeAnswer.Refused("refused");

  private Duration passed = Duration.ZERO;
  private final ProbeTrack track =
      new ProbeTrack(
          new HealthProbe(URI.create("http://localhost"), INTERVAL, Duration.ofSeconds(1), 3),
          Probed.START,
          () -> passed.toNanos());

  private ProbeHealth health = ProbeHealth.UNKNOWN;

  private static Instant at(long second) {
    return Probed.START.plusSeconds(second);
  }

  private ProbeTrack.Step answer(ProbeAnswer answer, long second) {
    return answer(answer, second, second);
  }

  /**
   * An answer.
   *
   * @param wallSecond what the wall clock shows, which may be anything
   */
  private ProbeTrack.Step answer(ProbeAnswer answer, long second, long wallSecond) {
    passed = Duration.ofSeconds(second);
    ProbeTrack.Step step = track.after(health, answer, at(wallSecond));
    health = step.health();
    return step;
  }

  @Test
  void after_oneGoodAnswer_isHealthy() {
    assertThat(answer(GOOD, 0))
        .isEqualTo(
            new ProbeTrack.Step(new ProbeHealth(HealthStatus.HEALTHY, at(0), 0, null), INTERVAL));
  }

  @Test
  void after_fewBadAnswers_isStillStarting() {
    answer(BAD, 0);
    answer(BAD, 10);
    assertThat(health).isEqualTo(new ProbeHealth(HealthStatus.STARTING, at(10), 2, "status 500"));
  }

  @Test
  void after_badAnswersInARow_isUnhealthyUntilAGoodOne() {
    answer(BAD, 0);
    answer(BAD, 10);
    answer(BAD, 20);
    assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
    answer(BAD, 30);
    assertThat(health.failingStreak()).isEqualTo(4);
    answer(GOOD, 40);
    assertThat(health).isEqualTo(new ProbeHealth(HealthStatus.HEALTHY, at(40), 0, null));
  }

  @Test
  void after_badAnswersNotInARow_staysHealthy() {
    for (int second = 0; second < 100; second += 40) {
      answer(GOOD, second);
      answer(BAD, second + 10L);
      answer(BAD, second + 20L);
      assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
    }
  }

  @Test
  void after_refusedWithinTheFirstInterval_isNotCountedAndTriedSoon() {
    assertThat(answer(REFUSED, 0).nextIn()).isEqualTo(Duration.ofSeconds(1));
    assertThat(answer(REFUSED, 9).nextIn()).isEqualTo(Duration.ofSeconds(1));
    assertThat(health).isEqualTo(new ProbeHealth(HealthStatus.STARTING, at(9), 0, "refused"));
    assertThat(answer(REFUSED, 10).nextIn()).isEqualTo(INTERVAL);
    assertThat(health.failingStreak()).isEqualTo(1);
  }

  @Test
  void after_refusedAndTheClockSetBack_isCountedAfterTheFirstInterval() {
    answer(REFUSED, 0);
    assertThat(answer(REFUSED, 9, 9 - 3600).nextIn()).isEqualTo(Duration.ofSeconds(1));
    assertThat(answer(REFUSED, 10, 10 - 3600).nextIn()).isEqualTo(INTERVAL);
    assertThat(health.failingStreak()).isEqualTo(1);
  }

  @Test
  void after_refusedAndTheClockSetForward_isNotCountedWithinTheFirstInterval() {
    answer(REFUSED, 0);
    answer(REFUSED, 9, 9 + 3600);
    assertThat(health.failingStreak()).isZero();
  }

  @Test
  void after_refusedAtFirstBeforeTheStart_isCountedAfterAnInterval() {
    answer(REFUSED, 0, -3600);
    answer(REFUSED, 9, -3591);
    assertThat(health.failingStreak()).isZero();
    answer(REFUSED, 10, -3590);
    assertThat(health.failingStreak()).isEqualTo(1);
  }

  @Test
  void after_refusedAtFirstLongAfterTheStart_isCounted() {
    answer(REFUSED, 0, 3600);
    assertThat(health.failingStreak()).isEqualTo(1);
  }

  @Test
  void after_refusedOnceItHadAnswered_isCounted() {
    answer(GOOD, 1);
    assertThat(answer(REFUSED, 2).nextIn()).isEqualTo(INTERVAL);
    assertThat(health).isEqualTo(new ProbeHealth(HealthStatus.HEALTHY, at(2), 1, "refused"));
  }

  @Test
  void after_unknown_keepsWhatWasKnown() {
    answer(GOOD, 1);
    answer(BAD, 11);
    answer(new ProbeAnswer.Unknown("broken"), 21);
    assertThat(health).isEqualTo(new ProbeHealth(HealthStatus.HEALTHY, at(11), 1, "broken"));
  }
}
