package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tianniu.engine.ByteSize;
import tianniu.engine.Demand;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.ResourceLimits;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

/** What running containers use. */
public abstract class UsageContract extends EngineContract {
  private UsageFeed open(EngineContainer container) {
    return engine().engine().usage().open(container);
  }

  private UsageSample first(UsageFeed feed) {
    engine().await(() -> feed.sample().isPresent());
    return feed.sample().orElseThrow();
  }

  @Test
  void sample_running_countsFromTheMachine() {
    Instant before = Instant.now().minusSeconds(5);
    try (UsageFeed feed = open(engine().see(engine().running("sleep", "600")))) {
      UsageSample sample = first(feed);
      assertThat(sample.takenAt()).isBetween(before, Instant.now());
      assertThat(sample.cpuNanos()).isNotNegative();
      assertThat(sample.memoryBytes()).isPositive();
      assertThat(sample.onlineCpus()).isEqualTo(engine().engine().info().cpus());
    }
  }

  @Test
  void sample_memoryLimit_isTheContainersOwn() {
    ResourceLimits limits = new ResourceLimits(null, new ByteSize(64L << 20));
    EngineRef ref = engine().running(draft -> draft.limits(limits));
    try (UsageFeed feed = open(engine().see(ref))) {
      assertThat(first(feed).memoryLimitBytes()).isEqualTo(64L << 20);
    }
  }

  @Test
  void sample_noMemoryLimit_isTheMachines() {
    try (UsageFeed feed = open(engine().see(engine().running("sleep", "600")))) {
      assertThat(first(feed).memoryLimitBytes())
          .isEqualTo(engine().engine().info().memory().bytes());
    }
  }

  @Test
  void sample_busyContainer_grows() {
    EngineRef ref = engine().running("sh", "-c", "while true; do sleep 0.01; done");
    try (UsageFeed feed = open(engine().see(ref))) {
      UsageSample first = first(feed);
      engine().await(() -> feed.sample().orElseThrow().cpuNanos() > first.cpuNanos());
      assertThat(feed.sample().orElseThrow().nanoTime()).isGreaterThan(first.nanoTime());
    }
  }

  @Test
  void demand_risesAndFalls_samplesGoOn() {
    EngineRef ref = engine().running("sh", "-c", "while true; do sleep 0.01; done");
    try (UsageFeed feed = open(engine().see(ref))) {
      UsageSample last = first(feed);
      for (Demand demand : List.of(Demand.SOME, Demand.STEADY, Demand.SOME, Demand.NONE)) {
        long before = last.cpuNanos();
        feed.demand(demand);
        engine().await(() -> feed.sample().orElseThrow().cpuNanos() > before);
        last = feed.sample().orElseThrow();
      }
    }
  }

  @Test
  void sample_hostNetwork_isNotTheContainersOwn() {
    EngineRef ref = engine().running(draft -> draft.network("host"));
    try (UsageFeed feed = open(engine().see(ref))) {
      assertThat(first(feed).network()).isNull();
    }
  }

  @Test
  void sample_noNetwork_isQuiet() {
    EngineRef ref = engine().running(draft -> draft.network("none"));
    try (UsageFeed feed = open(engine().see(ref))) {
      UsageSample.Network network = first(feed).network();
      if (network != null) {
        assertThat(network.rxBytes()).isZero();
        assertThat(network.txBytes()).isZero();
      }
    }
  }

  @Test
  void sample_paused_isThere() {
    EngineRef ref = engine().running("sleep", "600");
    engine().containers().pause(ref);
    try (UsageFeed feed = open(engine().see(ref))) {
      assertThat(first(feed).memoryBytes()).isPositive();
    }
  }

  @Test
  void open_removed_hasNoSamples() {
    EngineRef ref = engine().running("sleep", "600");
    EngineContainer container = engine().see(ref);
    engine().containers().remove(ref, true, false);
    try (UsageFeed feed = open(container)) {
      assertThat(feed.sample()).isEmpty();
    }
  }

  @Test
  void open_stopped_hasNoSamples() {
    EngineRef ref = engine().running("sleep", "600");
    EngineContainer container = engine().see(ref);
    engine().containers().stop(ref, Duration.ZERO);
    try (UsageFeed feed = open(container)) {
      assertThat(feed.sample()).isEmpty();
    }
  }

  @Test
  void close_twice_isHarmless() {
    UsageFeed feed = open(engine().see(engine().running("sleep", "600")));
    feed.close();
    feed.close();
  }
}
