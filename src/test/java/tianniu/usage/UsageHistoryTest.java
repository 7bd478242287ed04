package tianniu.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.UsageSample;

class UsageHistoryTest {
  private static final ContainerId WEB = new ContainerId("a".repeat(32));
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TEN = Duration.ofSeconds(10);

  private final UsageHistory history = new UsageHistory();

  /** Takes in what a run used: half a core, a thousand bytes each second. */
  private void run(long fromMillis, long toMillis, long everyMillis) {
    run(history, WEB, fromMillis, toMillis, everyMillis);
  }

  private static void run(
      UsageHistory into, ContainerId id, long fromMillis, long toMillis, long everyMillis) {
    Counters previous = null;
    for (long at = fromMillis; at <= toMillis; at += everyMillis) {
      long ran = at - fromMillis;
      UsageSample sample = Samples.at(Duration.ofMillis(at), ran * 500_000, ran);
      into.sampled(id, previous, sample);
      previous = Counters.of(sample);
    }
  }

  private List<UsagePoint> since(long seconds, Duration step) {
    return history.since(WEB, at(seconds), step);
  }

  private static Instant at(long seconds) {
    return Samples.START.plusSeconds(seconds);
  }

  private static List<Long> seconds(List<UsagePoint> points) {
    return points.stream()
        .map(point -> Duration.between(Samples.START, point.from()).toSeconds())
        .toList();
  }

  @Test
  void since_neverSampled_isEmpty() {
    assertThat(since(0, SECOND)).isEmpty();
  }

  @Test
  void since_sampledEachSecond_hasAPointEachSecond() {
    run(500, 10_500, 1000);

    List<UsagePoint> points = since(-60, SECOND);

    // The first sample has no rate yet, and is one with the next.
    assertThat(seconds(points)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(points.getLast())
        .isEqualTo(new UsagePoint(at(10), SECOND, 50.0, 4096, 1000.0, 2000.0, 0.0, 0.0));
    assertThat(points).extracting(UsagePoint::cpuPercent).containsOnly(50.0);
  }

  @Test
  void forget_history_givesItsMemoryBack() {
    run(500, 10_500, 1000);
    history.forget(WEB);

    assertThat(since(-60, SECOND)).isEmpty();
    assertThat(history.allotted()).isZero();
  }

  @Test
  void since_aMoment_hasOnlyWhatIsLater() {
    run(500, 20_500, 1000);

    assertThat(seconds(since(15, SECOND))).containsExactly(15L, 16L, 17L, 18L, 19L, 20L);
    assertThat(since(30, SECOND)).isEmpty();
  }

  @Test
  void since_longerSteps_areAveragesOverWhatIsInThem() {
    UsageSample idle = Samples.at(Duration.ofMillis(500), 0, 0);
    UsageSample busy = Samples.at(Duration.ofMillis(3500), 3_000_000_000L, 300);
    UsageSample last = Samples.at(Duration.ofMillis(4500), 3_000_000_000L, 700);
    history.sampled(WEB, null, idle);
    history.sampled(WEB, Counters.of(idle), busy);
    history.sampled(WEB, Counters.of(busy), last);

    UsagePoint point = since(0, TEN).getFirst();

    assertThat(since(0, TEN)).hasSize(1);
    assertThat(point.from()).isEqualTo(at(0));
    assertThat(point.cpuPercent()).isCloseTo(75, within(0.01));
    assertThat(point.rxBytesPerSecond()).isCloseTo(175, within(0.01));
  }

  @Test
  void since_restarted_hasBothRunsAndNothingNegative() {
    run(0, 5000, 1000);
    run(8000, 12_000, 1000);

    List<UsagePoint> points = since(-1, SECOND);

    assertThat(seconds(points)).containsExactly(1L, 2L, 3L, 4L, 5L, 9L, 10L, 11L, 12L);
    assertThat(points).extracting(UsagePoint::cpuPercent).containsOnly(50.0);
  }

  @Test
  void since_firstSampleOfARun_hasMemoryAndNoRate() {
    run(0, 0, 1000);

    assertThat(since(-1, SECOND))
        .containsExactly(new UsagePoint(at(0), SECOND, null, 4096, null, null, null, null));
  }

  @Test
  void since_notSampledForAWhile_hasAGapAndThenTheAverageOverIt() {
    run(0, 2000, 1000);
    UsageSample before = Samples.at(Duration.ofSeconds(2), 1_000_000_000, 2000);
    UsageSample after = Samples.at(Duration.ofSeconds(62), 7_000_000_000L, 2000);
    history.sampled(WEB, Counters.of(before), after);

    List<UsagePoint> points = since(-1, SECOND);

    assertThat(seconds(points)).containsExactly(1L, 2L, 62L);
    assertThat(points.getLast().cpuPercent()).isCloseTo(10, within(0.01));
  }

  @Test
  void since_notSampledForVeryLong_doesNotKnowTheRateAfterwards() {
    run(0, 2000, 1000);
    UsageSample after = Samples.at(Duration.ofMinutes(20), 2_000_000_000L, 3000);
    history.sampled(WEB, Counters.of(Samples.at(Duration.ofSeconds(2), 1, 1)), after);

    assertThat(since(-1, SECOND).getLast().cpuPercent()).isNull();
    assertThat(since(-1, SECOND).getLast().memoryBytes()).isEqualTo(4096);
  }

  @Test
  void since_moreThanAnHour_hasSecondsOfLateAndTensBefore() {
    run(0, Duration.ofHours(2).toMillis(), 1000);

    List<UsagePoint> points = since(0, SECOND);

    assertThat(seconds(points).getFirst()).isBetween(3600L, 3612L);
    assertThat(seconds(points).getLast()).isEqualTo(7200L);
    assertThat(points.size()).isBetween(300 + 329, 302 + 332);
    assertThat(points).extracting(UsagePoint::cpuPercent).containsOnly(50.0);
    assertThat(since(0, Duration.ofSeconds(30)).size()).isBetween(119, 122);
    assertThat(history.allotted()).isLessThan(1000);
  }

  @Test
  void since_sampledEachQuarterSecond_keepsAPointEachSecond() {
    run(0, Duration.ofMinutes(4).toMillis(), 250);

    assertThat(since(0, SECOND).size()).isBetween(235, 241);
    assertThat(since(0, SECOND)).extracting(UsagePoint::cpuPercent).containsOnly(50.0);
  }

  @Test
  void since_noNetworkOfItsOwn_doesNotKnowItsRates() {
    UsageSample first = Samples.withNetwork(Samples.at(Duration.ofSeconds(1)), null);
    UsageSample second = Samples.withNetwork(Samples.at(Duration.ofSeconds(3)), null);
    history.sampled(WEB, null, first);
    history.sampled(WEB, Counters.of(first), second);

    UsagePoint point = since(2, SECOND).getFirst();
    assertThat(point.cpuPercent()).isEqualTo(50);
    assertThat(point.rxBytesPerSecond()).isNull();
  }

  @Test
  void sampled_wallClockSetBack_forgetsWhatIsStillToCome() {
    run(0, 60_000, 1000);
    run(30_000, 35_000, 1000);

    List<Long> seconds = seconds(since(-1, SECOND));
    assertThat(seconds).doesNotHaveDuplicates().isSorted();
    assertThat(seconds.getLast()).isEqualTo(35);
  }

  @Test
  void sampled_moreContainersThanThereIsRoomFor_leavesEachItsShare() {
    UsageHistory small = new UsageHistory(4000);
    for (int minute = 0; minute < 20; minute++) {
      for (int each = 0; each < 20; each++) {
        ContainerId id = new ContainerId("%032x".formatted(each));
        run(small, id, minute * 60_000L, minute * 60_000L + 59_000, 1000);
      }
      assertThat(small.allotted()).isLessThan(5000);
    }
    for (int each = 0; each < 20; each++) {
      ContainerId id = new ContainerId("%032x".formatted(each));
      assertThat(small.since(id, at(0), SECOND).size()).as("%d", each).isGreaterThan(100);
    }
  }

  @Test
  void sampled_muchLater_dropsTheHistoriesThatEndedAnHourAgo() {
    run(0, 60_000, 1000);
    ContainerId other = new ContainerId("b".repeat(32));

    run(history, other, 0, Duration.ofMinutes(59).toMillis(), 60_000);
    assertThat(since(0, SECOND)).isNotEmpty();
    run(history, other, Duration.ofMinutes(60).toMillis(), 3_720_000, 60_000);
    assertThat(since(0, SECOND)).isEmpty();

    run(3_721_000, 3_730_000, 1000);
    assertThat(since(0, SECOND)).isNotEmpty();
  }

  @Test
  void sampled_rarely_takesLittleMemory() {
    run(0, Duration.ofHours(3).toMillis(), 60_000);

    assertThat(history.allotted()).isLessThan(100);
    assertThat(since(0, SECOND)).hasSizeBetween(59, 62);
  }
}
