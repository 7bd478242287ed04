package tianniu.engine.docker;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.Demand;
import tianniu.engine.EngineContainer;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

/**
 * Usage from this machine's own files, and from the engine where these cannot be seen: a socket may
 * lead out of a container, or to a virtual machine.
 */
final class NearestUsage implements UsageEngine {
  private final UsageEngine local;
  private final UsageEngine engine;

  NearestUsage(UsageEngine local, UsageEngine engine) {
    this.local = local;
    this.engine = engine;
  }

  @Override
  public UsageFeed open(EngineContainer container) {
    return new Feed(container, local.open(container));
  }

  private final class Feed implements UsageFeed {
    private final EngineContainer container;
    private final UsageFeed near;
    private boolean seen;
    private boolean closed;
    private Demand demand = Demand.NONE;
    private @Nullable UsageFeed far;

    Feed(EngineContainer container, UsageFeed near) {
      this.container = container;
      this.near = near;
    }

    @Override
    public synchronized Optional<UsageSample> sample() {
      if (far != null) {
        return far.sample();
      }
      Optional<UsageSample> sample = near.sample();
      if (sample.isPresent()) {
        seen = true;
      } else if (!seen && !closed) {
        // What was seen once and is no more has ended; the engine would say nothing else.
        far = engine.open(container);
        far.demand(demand);
      }
      return sample;
    }

    @Override
    public synchronized void demand(Demand present) {
      demand = present;
      near.demand(present);
      if (far != null) {
        far.demand(present);
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      near.close();
      if (far != null) {
        far.close();
      }
    }
  }
}
