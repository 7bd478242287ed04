package tianniu.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tianniu.engine.UsageSample;

class SampleRingTest {
  /** On the reader's clock, which is not the samples'. */
  private static final long NOW = Long.MAX_VALUE - 5;

  private final SampleRing ring = new SampleRing(64);

  private Duration span(Duration interval) {
    return ring.window(interval, NOW).orElseThrow().span();
  }

  private void fill(int seconds) {
    for (int second = 1; second <= seconds; second++) {
      ring.add(Samples.at(Duration.ofSeconds(second)), NOW);
    }
  }

  @Test
  void window_empty_isEmpty() {
    assertThat(ring.window(Duration.ofSeconds(1), NOW)).isEmpty();
    assertThat(ring.present(NOW)).isEmpty();
  }

  @Test
  void window_manySamples_reachesAsFarAsAsked() {
    fill(200);
    for (int seconds = 1; seconds <= 60; seconds++) {
      assertThat(span(Duration.ofSeconds(seconds))).isEqualTo(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void window_fewSamples_reachesAsFarAsKnown() {
    fill(3);
    assertThat(span(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void window_noSampleWithin_takesTheNearestOlder() {
    ring.add(Samples.at(Duration.ofSeconds(1)), NOW);
    ring.add(Samples.at(Duration.ofSeconds(2)), NOW);
    ring.add(Samples.at(Duration.ofSeconds(12)), NOW);
    assertThat(span(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void window_sampleALittleLate_isStillWithin() {
    ring.add(Samples.at(Duration.ofSeconds(1)), NOW);
    ring.add(Samples.at(Duration.ofMillis(2020)), NOW);
    ring.add(Samples.at(Duration.ofMillis(3050)), NOW);
    assertThat(span(Duration.ofSeconds(2))).isEqualTo(Duration.ofMillis(2050));
  }

  @Test
  void add_sameOrOlderSample_isIgnored() {
    fill(3);
    ring.add(Samples.at(Duration.ofSeconds(3)), NOW);
    ring.add(Samples.at(Duration.ofSeconds(2)), NOW);
    UsageWindow window = ring.window(Duration.ofMinutes(1), NOW).orElseThrow();
    assertThat(window.newest()).isEqualTo(Samples.at(Duration.ofSeconds(3)));
    assertThat(window.span()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void add_counterWentBackwards_startsAnew() {
    fill(3);
    UsageSample anew = Samples.at(Duration.ofSeconds(4), 1, 1);
    ring.add(anew, NOW);
    assertThat(ring.window(Duration.ofMinutes(1), NOW))
        .contains(new UsageWindow(anew, Duration.ZERO, null, null, null, null));
    assertThat(ring.present(NOW).orElseThrow().cpuCores()).isNull();
  }

  @Test
  void present_manySamples_isOverTwoSeconds() {
    ring.add(Samples.at(Duration.ofSeconds(1), 0, 0), NOW);
    ring.add(Samples.at(Duration.ofSeconds(2), 0, 0), NOW);
    ring.add(Samples.at(Duration.ofSeconds(3), 0, 0), NOW);
    ring.add(Samples.at(Duration.ofSeconds(4), 1_000_000_000, 100), NOW);
    Usage usage = ring.present(NOW).orElseThrow();
    assertThat(usage.cpuCores()).isEqualTo(0.5);
    assertThat(usage.rxBytesPerSecond()).isEqualTo(50);
  }

  @Test
  void present_noSampleOfLate_isEmpty() {
    fill(3);
    long late = NOW + Duration.ofSeconds(10).toNanos();
    assertThat(ring.present(late)).isNotEmpty();
    assertThat(ring.window(Duration.ofSeconds(1), late)).isNotEmpty();
    assertThat(ring.present(late + 1)).isEmpty();
    assertThat(ring.window(Duration.ofSeconds(1), late + 1)).isEmpty();
    ring.add(Samples.at(Duration.ofSeconds(3)), late + 1);
    assertThat(ring.present(late + 1)).isEmpty();
    ring.add(Samples.at(Duration.ofSeconds(15)), late + 1);
    assertThat(ring.present(late + 1)).isNotEmpty();
  }
}
