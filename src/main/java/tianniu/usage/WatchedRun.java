package tianniu.usage;

import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;

/** One run of one container, its feed and its samples. */
final class WatchedRun {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedRun.class);

  private final EngineContainer container;
  private final Run run;
  private final SampleRing ring;

  /** Guards the feed: it is used by the sampler and closed by whoever forgets the container. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable UsageFeed feed;
  private boolean closed;
  private boolean complained;

  /** On the monotonic clock; the sampler's own. */
  private volatile long dueAt;

  private volatile boolean sampledOnce;

  WatchedRun(EngineContainer container, SampleRing ring, long dueAt) {
    this.container = container;
    this.run = Run.of(container);
    this.ring = ring;
    this.dueAt = dueAt;
  }

  boolean isRunOf(EngineContainer other) {
    return run.equals(Run.of(other));
  }

  SampleRing ring() {
    return ring;
  }

  long dueAt() {
    return dueAt;
  }

  void dueAt(long nanoTime) {
    dueAt = nanoTime;
  }

  boolean isSampledOnce() {
    return sampledOnce;
  }

  /** Takes a sample, at that time; whatever goes wrong with it ends here. */
  void sample(UsageEngine engine, long now) {
    lock.lock();
    try {
      sampledOnce = true;
      if (closed) {
        return;
      }
      if (feed == null) {
        feed = engine.open(container);
      }
      feed.sample().ifPresent(sample -> ring.add(sample, now));
    } catch (RuntimeException e) {
      complain(e);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      if (feed != null) {
        feed.close();
      }
    } catch (RuntimeException e) {
      complain(e);
    } finally {
      lock.unlock();
    }
  }

  /** Once a run: what fails now fails each second. */
  private void complain(RuntimeException e) {
    if (!complained) {
      complained = true;
      LOG.warn("No usage of container {} ({}) for now", container.name(), container.ref(), e);
    }
  }

  private record Run(EngineRef ref, long pid, @Nullable Instant startedAt) {
    static Run of(EngineContainer container) {
      return new Run(container.ref(), container.pid(), container.startedAt());
    }
  }
}
