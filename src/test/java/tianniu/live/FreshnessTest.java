package tianniu.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineRef;

class FreshnessTest {
  private static final EngineRef REF = new EngineRef("c".repeat(64));

  private final Freshness freshness = new Freshness();

  private static long ago(Duration time) {
    return System.nanoTime() - time.toNanos();
  }

  @Test
  void seconds_whileFollowing_areNone() {
    assertThat(freshness.seconds()).isNotNegative();
    freshness.regained(System.nanoTime());
    assertThat(freshness.seconds()).isNegative();
  }

  @Test
  void seconds_countFromTheLastAnswer() {
    freshness.regained(ago(Duration.ofHours(3)));
    freshness.answered(ago(Duration.ofHours(2)));
    freshness.doubted();
    assertThat(freshness.age()).isGreaterThanOrEqualTo(Duration.ofHours(2));
    assertThat(freshness.seconds()).isBetween(7200L, 7300L);
  }

  @Test
  void answered_afterTheLoss_countsNoMore() {
    freshness.regained(System.nanoTime());
    freshness.lost();
    freshness.answered(System.nanoTime());
    assertThat(freshness.seconds()).isNotNegative();
  }

  @Test
  void answered_whileAChangeIsNotSeen_isStale() {
    freshness.regained(System.nanoTime());
    freshness.changed(REF);
    long later = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    freshness.answered(later);
    assertThat(freshness.seconds()).isNotNegative();

    freshness.seen(REF, System.nanoTime());
    freshness.answered(later);
    assertThat(freshness.seconds()).isNegative();
  }
}
