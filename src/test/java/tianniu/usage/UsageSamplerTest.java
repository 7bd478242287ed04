package tianniu.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;

class UsageSamplerTest {
  private static final ContainerId WEB = new ContainerId("a".repeat(32));
  private static final ContainerId DB = new ContainerId("b".repeat(32));
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Monotonic time; begins at a number that no schedule could take for its own beginning. */
  private long now = Duration.ofSeconds(12_345).plusNanos(678).toNanos();

  private final long begin = now;
  private final FakeUsage engine = new FakeUsage(() -> Duration.ofNanos(now - begin));
  private final UsageSampler sampler = new UsageSampler(engine, SECOND, () -> now, _ -> {});

  private void at(long millis) {
    now = begin + Duration.ofMillis(millis).toNanos();
  }

  private long sweepAt(long millis) {
    at(millis);
    return Duration.ofNanos(sampler.sweep()).toMillis();
  }

  @Test
  void sweep_newRun_isSampledAtOnceSoonAndThenWithTheOthers() {
    at(1400);
    sampler.watch(WEB, Samples.container("a", 1));
    assertThat(sweepAt(1400)).isEqualTo(250);
    assertThat(sampler.usage(WEB).orElseThrow().cpuCores()).isNull();
    assertThat(sampler.usage(WEB).orElseThrow().memoryBytes()).isEqualTo(5000);
    assertThat(sweepAt(1500)).isEqualTo(150);
    assertThat(sweepAt(1650)).isEqualTo(350);
    assertThat(sampler.usage(WEB).orElseThrow().cpuCores()).isEqualTo(0.5);
    assertThat(sweepAt(2000)).isEqualTo(1000);
    assertThat(sweepAt(3000)).isEqualTo(1000);
    assertThat(engine.taken).containsExactly(1400L, 1650L, 2000L, 3000L);
  }

  @Test
  void sweep_lateByMoreThanAnInterval_leavesOutTheMissed() {
    sampler.watch(WEB, Samples.container("a", 1));
    sweepAt(0);
    sampler.usage(WEB);
    sweepAt(250);
    assertThat(sweepAt(5300)).isEqualTo(700);
    assertThat(sweepAt(6000)).isEqualTo(1000);
    assertThat(engine.taken).containsExactly(0L, 250L, 5300L, 6000L);
  }

  @Test
  void sweep_nothingWatched_waitsLong() {
    assertThat(sweepAt(0)).isEqualTo(10_000);
  }

  @Test
  void watch_sameRunAgain_keepsFeedAndSamples() {
    sampler.watch(WEB, Samples.container("a", 1));
    sweepAt(0);
    sampler.watch(WEB, Samples.container("a", 1));
    sweepAt(250);
    assertThat(engine.opened).isEqualTo(1);
    assertThat(sampler.usage(WEB).orElseThrow().cpuCores()).isNotNull();
  }

  @Test
  void watch_newRun_closesTheOldFeedAndStartsAnew() {
    sampler.watch(WEB, Samples.container("a", 1));
    sweepAt(0);
    sweepAt(250);
    sampler.watch(WEB, Samples.container("a", 2));
    assertThat(engine.closed).isEqualTo(1);
    assertThat(sampler.usage(WEB)).isEmpty();
    sweepAt(300);
    assertThat(engine.opened).isEqualTo(2);
    assertThat(sampler.usage(WEB).orElseThrow().cpuCores()).isNull();
  }

  @Test
  void forget_watched_closesTheFeedAndForgets() {
    sampler.watch(WEB, Samples.container("a", 1));
    sweepAt(0);
    sampler.forget(WEB);
    sampler.forget(WEB);
    assertThat(engine.closed).isEqualTo(1);
    assertThat(sampler.usage(WEB)).isEmpty();
    assertThat(sampler.window(WEB, SECOND)).isEmpty();
  }

  @Test
  void sweep_oneContainerBreaks_theOthersAreSampled() {
    engine.broken = "b".repeat(64);
    sampler.watch(DB, Samples.container("b", 1));
    sampler.watch(WEB, Samples.container("a", 2));
    sweepAt(0);
    sweepAt(250);
    assertThat(sampler.usage(WEB).orElseThrow().cpuCores()).isEqualTo(0.5);
    assertThat(sampler.usage(DB)).isEmpty();
    sampler.forget(DB);
  }

  @Test
  void window_aMinuteLater_reachesBackAMinute() {
    sampler.watch(WEB, Samples.container("a", 1));
    sweepAt(0);
    sweepAt(250);
    sampler.usage(WEB);
    for (long second = 1; second <= 100; second++) {
      sweepAt(second * 1000);
      sampler.usage(WEB);
    }
    assertThat(sampler.window(WEB, Duration.ofMinutes(1)).orElseThrow().span())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void close_watching_endsTheThreadAndClosesTheFeeds() throws InterruptedException {
    UsageSampler real = new UsageSampler(engine, SECOND);
    real.start();
    real.watch(WEB, Samples.container("a", 1));
    engine.sampled.await();
    real.close();
    real.watch(DB, Samples.container("b", 1));
    assertThat(engine.closed).isEqualTo(1);
    assertThat(engine.opened).isEqualTo(1);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("usage-sampler"));
  }

  @Test
  void close_neverStarted_isHarmless() {
    sampler.watch(WEB, Samples.container("a", 1));
    sampler.close();
    sampler.close();
    assertThat(sampler.usage(WEB)).isEmpty();
  }
}
