package tianniu.usage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import tianniu.engine.Demand;
import tianniu.engine.EngineContainer;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

/** Containers that use half a core, unless they are told to be still; known by their names. */
final class FakeUsage implements UsageEngine {
  /** In milliseconds, over all containers. */
  final List<Long> taken = new ArrayList<>();

  final Map<String, List<Long>> takenOf = new HashMap<>();
  final Map<String, List<Demand>> demands = new HashMap<>();

  /** Their counters stay as they are. */
  final Set<String> still = new HashSet<>();

  /** They give no samples. */
  final Set<String> silent = new HashSet<>();

  final CountDownLatch sampled = new CountDownLatch(1);
  String broken = "";
  int opened;
  int closed;
  private final Supplier<Duration> clock;

  FakeUsage(Supplier<Duration> clock) {
    this.clock = clock;
  }

  @Override
  public UsageFeed open(EngineContainer container) {
    opened++;
    return new Feed(container);
  }

  private final class Feed implements UsageFeed {
    private final EngineContainer container;
    private final String name;

    Feed(EngineContainer container) {
      this.container = container;
      this.name = container.name();
    }

    @Override
    public Optional<UsageSample> sample() {
      breakOnPurpose();
      Duration at = clock.get();
      taken.add(at.toMillis());
      takenOf.computeIfAbsent(name, _ -> new ArrayList<>()).add(at.toMillis());
      sampled.countDown();
      if (silent.contains(name)) {
        return Optional.empty();
      }
      return Optional.of(still.contains(name) ? Samples.at(at, 7, 7) : Samples.at(at));
    }

    @Override
    public void demand(Demand demand) {
      demands.computeIfAbsent(name, _ -> new ArrayList<>()).add(demand);
    }

    @Override
    public void close() {
      closed++;
      breakOnPurpose();
    }

    private void breakOnPurpose() {
      if (container.ref().value().equals(broken)) {
        throw new IllegalStateException("broken on purpose");
      }
    }
  }
}
