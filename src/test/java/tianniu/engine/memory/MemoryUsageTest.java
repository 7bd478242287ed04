package tianniu.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineRef;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

class MemoryUsageTest {
  private final HandClock clock = new HandClock();
  private final MemoryEngine engine = MemoryEngine.on(clock).images(Boxes.BUSYBOX).build();
  private final EngineRef ref = Boxes.running(engine, "sleep", "600");

  @BeforeEach
  void loadIt() {
    engine.trouble().load(ref, new Load(0.5, 0, Duration.ofMinutes(1), 100, 1600, 800, 8192, 4096));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private UsageFeed open() {
    return engine.usage().open(engine.containers().find(ref).orElseThrow());
  }

  private static UsageSample sample(UsageFeed feed) {
    return feed.sample().orElseThrow();
  }

  @Test
  void sample_clockGoesOn_countersGrowByTheLoad() {
    try (UsageFeed feed = open()) {
      UsageSample first = sample(feed);
      clock.advance(Duration.ofSeconds(10));
      UsageSample second = sample(feed);
      assertThat(first.cpuNanos()).isZero();
      assertThat(second.cpuNanos()).isEqualTo(5_000_000_000L);
      assertThat(second.memoryBytes()).isEqualTo(100);
      assertThat(second.nanoTime() - first.nanoTime()).isEqualTo(10_000_000_000L);
      assertThat(second.takenAt()).isEqualTo(clock.instant());
      assertThat(second.network())
          .isEqualTo(new UsageSample.Network(16_000, 20, 0, 0, 8_000, 10, 0, 0));
      assertThat(second.io()).isEqualTo(new UsageSample.Io(20L, 10L, 81_920, 40_960));
    }
  }

  @Test
  void sample_hostCpu_isAFifthBusy() {
    try (UsageFeed feed = open()) {
      UsageSample.HostCpu first = Objects.requireNonNull(sample(feed).hostCpu());
      clock.advance(Duration.ofSeconds(10));
      UsageSample.HostCpu second = Objects.requireNonNull(sample(feed).hostCpu());
      assertThat(second.totalTicks() - first.totalTicks()).isEqualTo(4_000);
      assertThat(second.busyTicks() - first.busyTicks()).isEqualTo(800);
    }
  }

  @Test
  void sample_paused_staysAsItWas() {
    try (UsageFeed feed = open()) {
      clock.advance(Duration.ofSeconds(2));
      engine.containers().pause(ref);
      clock.advance(Duration.ofSeconds(100));
      assertThat(sample(feed).cpuNanos()).isEqualTo(1_000_000_000L);
      engine.containers().unpause(ref);
      clock.advance(Duration.ofSeconds(2));
      assertThat(sample(feed).cpuNanos()).isEqualTo(2_000_000_000L);
    }
  }

  @Test
  void sample_secondRun_isNotTheFirstFeeds() {
    try (UsageFeed feed = open()) {
      clock.advance(Duration.ofSeconds(1));
      engine.containers().restart(ref, Duration.ZERO);
      assertThat(feed.sample()).isEmpty();
    }
    try (UsageFeed feed = open()) {
      assertThat(sample(feed).cpuNanos()).isZero();
    }
  }

  @Test
  void load_swinging_neverRunsBackwards() {
    Load load = new Load(1, 1, Duration.ofSeconds(20), 100, 0, 0, 0, 0);
    double last = -1;
    for (int second = 0; second < 100; second++) {
      double total = load.total(1, second);
      assertThat(total).isGreaterThanOrEqualTo(last);
      last = total;
    }
    assertThat(load.total(1, 100)).isEqualTo(100, within(1e-6));
  }
}
