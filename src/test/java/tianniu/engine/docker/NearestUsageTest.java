package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.engine.Demand;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

class NearestUsageTest {
  private static final UsageSample NEAR = sample(1);
  private static final UsageSample FAR = sample(2);

  private final Source near = new Source();
  private final Source far = new Source();
  private final UsageFeed feed = new NearestUsage(near, far).open(container());

  @Test
  void sample_seenHere_neverAsksTheEngine() {
    near.newest = NEAR;
    assertThat(feed.sample()).contains(NEAR);
    near.newest = null;
    assertThat(feed.sample()).isEmpty();
    assertThat(far.opened).isEmpty();
  }

  @Test
  void sample_notSeenHere_asksTheEngine() {
    far.newest = FAR;
    assertThat(feed.sample()).isEmpty();
    assertThat(feed.sample()).contains(FAR);
    assertThat(far.opened).hasSize(1);
  }

  @Test
  void close_bothOpen_closesBoth() {
    assertThat(feed.sample()).isEmpty();
    feed.close();
    assertThat(near.closed + far.closed).isEqualTo(2);
  }

  @Test
  void sample_afterTheClose_opensNothing() {
    feed.close();
    assertThat(feed.sample()).isEmpty();
    assertThat(far.opened).isEmpty();
  }

  @Test
  void demand_beforeAndAfterTheEngineIsAsked_reachesWhoMeasures() {
    feed.demand(Demand.SOME);
    assertThat(feed.sample()).isEmpty();
    assertThat(far.demand).isEqualTo(Demand.SOME);
    feed.demand(Demand.STEADY);
    assertThat(near.demand).isEqualTo(Demand.STEADY);
    assertThat(far.demand).isEqualTo(Demand.STEADY);
  }

  private static UsageSample sample(long cpuNanos) {
    return new UsageSample(Instant.EPOCH, 0, cpuNanos, null, 1, 0, 0, null, null);
  }

  static EngineContainer container() {
    return new EngineContainer(
        new EngineRef("c".repeat(64)),
        null,
        null,
        "web",
        "shop:1",
        EngineState.RUNNING,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        null,
        false,
        0,
        null,
        7,
        Map.of(),
        List.of(),
        List.of(),
        null,
        ResourceLimits.NONE,
        List.of(),
        RestartPolicy.NO,
        null,
        null,
        ProcessSpec.IMAGE_DEFAULTS,
        false,
        Set.of());
  }

  private static final class Source implements UsageEngine {
    private final List<EngineContainer> opened = new ArrayList<>();
    private @Nullable UsageSample newest;
    private @Nullable Demand demand;
    private int closed;

    @Override
    public UsageFeed open(EngineContainer container) {
      opened.add(container);
      return new UsageFeed() {
        @Override
        public Optional<UsageSample> sample() {
          return Optional.ofNullable(newest);
        }

        @Override
        public void demand(Demand present) {
          demand = present;
        }

        @Override
        public void close() {
          closed++;
        }
      };
    }
  }
}
