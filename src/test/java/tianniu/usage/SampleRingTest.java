package tianniu.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tianniu.engine.UsageSample;

class SampleRingTest {
  /** On the reader's clock, which is not the samples'. */
  private static final long NOW = Long.MAX_VALUE - 5;

  private final SampleRing ring = new SampleRing((_, _) -> {});

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
        .contains(new UsageWindow(anew, Duration.ZERO, null, null, null, null, null, null));
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

  @Test
  void window_sampledEachQuarterSecond_reachesAsFarAsAskedGiveOrTakeAStep() {
    for (int quarter = 1; quarter <= 400; quarter++) {
      ring.add(Samples.at(Duration.ofMillis(250L * quarter)), NOW);
    }
    for (int seconds = 1; seconds <= 60; seconds++) {
      assertThat(span(Duration.ofSeconds(seconds)))
          .isBetween(
              Duration.ofSeconds(seconds).minusMillis(400),
              Duration.ofSeconds(seconds).plusMillis(400));
    }
  }

  @Test
  void window_wokenAfterMinutes_hasRatesOnlyOfWhatWasSince() {
    fill(3);
    UsageSample awake = Samples.at(Duration.ofMinutes(5));
    ring.add(awake, NOW);
    assertThat(ring.present(NOW).orElseThrow().cpuCores()).isNull();
    assertThat(ring.present(NOW).orElseThrow().memoryBytes()).isEqualTo(5000);
    assertThat(ring.window(Duration.ofMinutes(1), NOW).orElseThrow().cpuPercent()).isNull();

    ring.add(
        Samples.at(Duration.ofMinutes(5).plusMillis(250), awake.cpuNanos() + 250_000_000, 300_000),
        NOW);
    assertThat(ring.present(NOW).orElseThrow().cpuCores()).isEqualTo(1);
    assertThat(span(Duration.ofMinutes(1))).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void present_sampledEachTenSeconds_isOverTheLastTen() {
    ring.add(Samples.at(Duration.ofSeconds(10), 0, 0), NOW);
    ring.add(Samples.at(Duration.ofSeconds(20), 0, 0), NOW);
    ring.add(Samples.at(Duration.ofSeconds(30), 5_000_000_000L, 1000), NOW);
    assertThat(ring.present(NOW).orElseThrow().cpuCores()).isEqualTo(0.5);
    assertThat(ring.present(NOW).orElseThrow().rxBytesPerSecond()).isEqualTo(100);
  }

  @Test
  void window_unevenSamples_takesTheOneNearestToTheInterval() {
    for (long millis : new long[] {0, 10_000, 19_000, 20_000, 20_700}) {
      ring.add(Samples.at(Duration.ofMillis(millis)), NOW);
    }
    assertThat(span(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(700));
    assertThat(span(Duration.ofSeconds(2))).isEqualTo(Duration.ofMillis(1700));
    assertThat(span(Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(1700));
    assertThat(span(Duration.ofSeconds(7))).isEqualTo(Duration.ofMillis(10_700));
    assertThat(span(Duration.ofSeconds(60))).isEqualTo(Duration.ofMillis(20_700));
  }

  @Test
  void size_sampledEachSecond_isBelowEightKilobytes() {
    fill(300);
    assertThat(ring.size()).isLessThan(7500);
  }

  @Test
  void size_sampledRarely_isBelowOneKilobyteAlsoAfterBusyTimes() {
    SampleRing idle = new SampleRing((_, _) -> {});
    idle.add(Samples.at(Duration.ofSeconds(1)), NOW);
    assertThat(idle.size()).isZero();
    fill(300);
    for (int ten = 31; ten < 60; ten++) {
      ring.add(Samples.at(Duration.ofSeconds(10L * ten)), NOW);
      idle.add(Samples.at(Duration.ofSeconds(10L * ten)), NOW);
    }
    assertThat(idle.size()).isLessThan(600);
    assertThat(ring.size()).isLessThan(1000);
    assertThat(span(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void add_eachSample_tellsTheHeirWithTheOneBeforeInItsRun() {
    List<String> told = new ArrayList<>();
    SampleRing heard =
        new SampleRing(
            (previous, sample) ->
                told.add((previous == null ? "-" : previous.cpuNanos()) + " " + sample.cpuNanos()));
    heard.add(Samples.at(Duration.ofSeconds(1), 10, 0), NOW);
    heard.add(Samples.at(Duration.ofSeconds(1), 10, 0), NOW);
    heard.add(Samples.at(Duration.ofSeconds(2), 20, 0), NOW);
    heard.add(Samples.at(Duration.ofSeconds(3), 5, 0), NOW);
    assertThat(told).containsExactly("- 10", "10 20", "- 5");
  }
}
