package tianniu.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.Demand;

/** How often which container is sampled, and what is told in between; by a clock of its own. */
class SamplingPaceTest {
  private static final ContainerId WEB = new ContainerId("a".repeat(32));
  private static final long SLEPT = 100_000;

  private long now = Duration.ofSeconds(12_345).plusNanos(678).toNanos();
  private final long begin = now;
  private final FakeUsage engine = new FakeUsage(() -> Duration.ofNanos(now - begin));
  private final UsageSampler sampler =
      new UsageSampler(engine, Duration.ofSeconds(1), () -> now, _ -> {});

  private long millis() {
    return Duration.ofNanos(now - begin).toMillis();
  }

  private void at(long millis) {
    now = begin + Duration.ofMillis(millis).toNanos();
  }

  /** Lets the sampler do its work until then, and no sooner than it wants to. */
  private void runUntil(long millis) {
    long end = begin + Duration.ofMillis(millis).toNanos();
    while (true) {
      long next = now + sampler.sweep();
      if (next - end >= 0) {
        at(millis);
        return;
      }
      now = next;
    }
  }

  /** The same, while somebody reads it twice a second. */
  private void readUntil(long millis) {
    while (millis() < millis) {
      sampler.usage(WEB);
      runUntil(Math.min(millis, millis() + 500));
    }
  }

  private void watchWeb() {
    sampler.watch(WEB, Samples.container("a", 1));
  }

  private List<Long> takenOfWeb() {
    return engine.takenOf.getOrDefault("a", List.of());
  }

  private List<Long> takenOfWebAfter(long millis) {
    return takenOfWeb().stream().filter(at -> at > millis).toList();
  }

  private Usage usage() {
    return sampler.usage(WEB).orElseThrow();
  }

  @Test
  void unread_fromTheBeginning_isSampledTwiceAndThenEveryTenSeconds() {
    watchWeb();
    runUntil(31_000);
    assertThat(takenOfWeb()).containsExactly(0L, 250L, 10_000L, 20_000L, 30_000L);
  }

  @Test
  void read_allTheTime_isSampledOnceASecond() {
    watchWeb();
    readUntil(100_500);
    assertThat(takenOfWebAfter(60_000)).hasSize(40).startsWith(61_000L, 62_000L).endsWith(100_000L);
  }

  @Test
  void read_noMore_slowsDownInSteps() {
    watchWeb();
    readUntil(20_000);
    runUntil(SLEPT);
    assertThat(takenOfWebAfter(27_500))
        .containsExactly(
            28_000L, 29_000L, 30_000L, 35_000L, 40_000L, 45_000L, 50_000L, 55_000L, 60_000L,
            65_000L, 70_000L, 75_000L, 80_000L, 90_000L);
  }

  @Test
  void read_stillContainer_everyOtherSecondUntilItMoves() {
    engine.still.add("a");
    watchWeb();
    readUntil(30_500);
    assertThat(takenOfWebAfter(20_000))
        .containsExactly(21_000L, 23_000L, 25_000L, 27_000L, 29_000L);
    engine.still.clear();
    readUntil(34_500);
    assertThat(takenOfWebAfter(30_000)).containsExactly(31_000L, 32_000L, 33_000L, 34_000L);
  }

  @Test
  void firstRead_afterASleep_givesTheLastValueWithItsTime() {
    watchWeb();
    runUntil(SLEPT + 9_999);
    Usage usage = usage();
    assertThat(usage.takenAt()).isEqualTo(Samples.START.plusMillis(SLEPT));
    assertThat(usage.cpuCores()).isEqualTo(0.5);
  }

  @Test
  void firstRead_afterASleep_wakesAtOnceAndKnowsThePresentRateSoon() {
    watchWeb();
    runUntil(SLEPT + 5_100);
    usage();
    usage();
    runUntil(SLEPT + 5_400);
    assertThat(takenOfWebAfter(SLEPT)).containsExactly(SLEPT + 5_100, SLEPT + 5_350);
    assertThat(usage().cpuCores()).isEqualTo(0.5);
    assertThat(usage().takenAt()).isEqualTo(Samples.START.plusMillis(SLEPT + 5_350));
    readUntil(SLEPT + 8_100);
    assertThat(takenOfWebAfter(SLEPT + 5_400))
        .containsExactly(SLEPT + 6_000, SLEPT + 7_000, SLEPT + 8_000);
  }

  @Test
  void secondSample_afterASleep_isARateOfTheQuarterOnly() {
    watchWeb();
    runUntil(SLEPT + 5_100);
    usage();
    runUntil(SLEPT + 5_101);
    engine.still.add("a");
    assertThat(Objects.requireNonNull(usage().cpuCores())).isCloseTo(0.5, within(0.01));
    engine.still.clear();
    runUntil(SLEPT + 5_400);
    assertThat(sampler.window(WEB, Duration.ofSeconds(1)).orElseThrow().span())
        .isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void read_afterSomeSecondsWithout_isSampledAtOnce() {
    watchWeb();
    readUntil(20_000);
    runUntil(31_400);
    usage();
    runUntil(31_700);
    assertThat(takenOfWebAfter(30_000)).containsExactly(31_400L, 31_650L);
  }

  @Test
  void noSamplesAnyMore_whileRead_isNotKnownAfterTenSeconds() {
    watchWeb();
    readUntil(20_500);
    engine.silent.add("a");
    readUntil(30_500);
    assertThat(sampler.usage(WEB)).isPresent();
    readUntil(31_500);
    assertThat(sampler.usage(WEB)).isEmpty();
    assertThat(sampler.window(WEB, Duration.ofSeconds(1))).isEmpty();
    engine.silent.clear();
    readUntil(33_500);
    assertThat(sampler.usage(WEB)).isPresent();
  }

  @Test
  void noSamplesAnyMore_whileNobodyReads_isNotKnownTenSecondsAfterTheRead() {
    watchWeb();
    runUntil(SLEPT + 1_000);
    engine.silent.add("a");
    runUntil(SLEPT + 9_000);
    readUntil(SLEPT + 18_900);
    assertThat(sampler.usage(WEB)).isPresent();
    readUntil(SLEPT + 19_600);
    assertThat(sampler.usage(WEB)).isEmpty();
  }

  @Test
  void noSamplesAnyMore_longAsleep_isNotKnown() {
    watchWeb();
    runUntil(SLEPT + 1_000);
    engine.silent.add("a");
    runUntil(SLEPT + 21_000);
    assertThat(sampler.usage(WEB)).isEmpty();
  }

  @Test
  void neverAnySample_isNotKnown() {
    engine.silent.add("a");
    watchWeb();
    readUntil(30_000);
    assertThat(sampler.usage(WEB)).isEmpty();
  }

  @Test
  void demand_readOnceAndAgainAndNoMore_isToldToTheFeed() {
    watchWeb();
    runUntil(SLEPT);
    assertThat(engine.demands).isEmpty();
    usage();
    runUntil(SLEPT + 20_000);
    assertThat(engine.demands.get("a")).containsExactly(Demand.SOME);
    readUntil(SLEPT + 30_000);
    assertThat(engine.demands.get("a")).containsExactly(Demand.SOME, Demand.STEADY);
    runUntil(SLEPT + 100_000);
    assertThat(engine.demands.get("a"))
        .containsExactly(Demand.SOME, Demand.STEADY, Demand.SOME, Demand.NONE);
  }

  @Test
  void manyUnread_together_areBoundedAndAllHaveTheirTurn() {
    for (int i = 0; i < 1000; i++) {
      sampler.watch(id(i), Samples.container(Integer.toString(100_000 + i), i + 1));
    }
    runUntil(60_000);
    // A hundred at a time as they come, then fifty a second; each has its turn in twenty.
    assertThat(engine.takenOf).hasSize(1000);
    assertThat(engine.takenOf.values())
        .allSatisfy(taken -> assertThat(taken.get(0)).isLessThan(1000L));
    runUntil(100_000);
    assertThat(engine.taken.stream().filter(at -> at > 60_000)).hasSizeBetween(1950, 2050);
    assertThat(engine.takenOf.values())
        .allSatisfy(taken -> assertThat(taken.getLast()).isGreaterThanOrEqualTo(79_000L));
    assertThat(sampler.usage(id(3)).orElseThrow().cpuCores()).isEqualTo(0.5);
  }

  @Test
  void manyRead_together_shareTheFullRate() {
    for (int i = 0; i < 5000; i++) {
      sampler.watch(id(i), Samples.container(Integer.toString(100_000 + i), i + 1));
      sampler.usage(id(i));
    }
    for (int second = 1; second <= 9; second++) {
      runUntil(second * 1000L);
      for (int i = 0; i < 5000; i++) {
        sampler.usage(id(i));
      }
    }
    engine.taken.clear();
    runUntil(15_000);
    assertThat(engine.taken).hasSizeBetween(9_000, 11_000);
  }

  @Test
  void forgotten_amongOthers_isNotSampledAnyMore() {
    watchWeb();
    readUntil(5_000);
    sampler.watch(id(1), Samples.container("b", 2));
    sampler.forget(WEB);
    runUntil(20_000);
    assertThat(takenOfWebAfter(5_000)).isEmpty();
    assertThat(engine.takenOf.get("b")).isNotEmpty();
  }

  private static ContainerId id(int number) {
    return new ContainerId("%032x".formatted(number + 1));
  }
}
