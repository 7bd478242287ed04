package tianniu.engine.docker;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tianniu.engine.Demand;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

/**
 * Usage as the engine measures it, for engines elsewhere. Each measurement costs the engine's
 * machine some milliseconds of processor: what is read again and again has a stream, which brings
 * one about every second; for the rest, single ones are asked for in turn.
 */
final class DockerUsage implements UsageEngine {
  /** So many cost the engine's machine about a quarter of a core. */
  private static final int MAX_STREAMS = 100;

  private final DockerHttp http;
  private final Semaphore streams;
  private final OneShots oneShots;

  DockerUsage(DockerHttp http) {
    this(http, MAX_STREAMS);
  }

  DockerUsage(DockerHttp http, int maxStreams) {
    this.http = http;
    this.streams = new Semaphore(maxStreams);
    this.oneShots = new OneShots(http);
  }

  @Override
  public UsageFeed open(EngineContainer container) {
    return new Feed(container.ref());
  }

  private final class Feed implements UsageFeed, StatsTaker {
    private final EngineRef ref;
    private final ReentrantLock lock = new ReentrantLock();
    private final EngineTime time = new EngineTime();
    private Demand demand = Demand.NONE;
    private @Nullable StatsStream stream;
    private @Nullable UsageSample newest;
    private volatile boolean over;

    Feed(EngineRef ref) {
      this.ref = ref;
    }

    @Override
    public Optional<UsageSample> sample() {
      lock.lock();
      try {
        if (!over && demand == Demand.STEADY && stream == null && streams.tryAcquire()) {
          stream = begin();
        }
        if (!over && stream == null) {
          // Given out by the next call: the engine may take a second.
          oneShots.ask(this);
        }
        return Optional.ofNullable(newest);
      } finally {
        lock.unlock();
      }
    }

    private StatsStream begin() {
      StatsStream begun = new StatsStream(http, this);
      Thread.ofVirtual()
          .name("docker-stats-" + ref)
          .start(
              () -> {
                try {
                  begun.run();
                } finally {
                  streams.release();
                }
              });
      return begun;
    }

    @Override
    public void demand(Demand present) {
      lock.lock();
      try {
        demand = present;
        if (present != Demand.STEADY) {
          endStream();
        }
      } finally {
        lock.unlock();
      }
    }

    private void endStream() {
      if (stream != null) {
        stream.close();
        stream = null;
      }
    }

    @Override
    public EngineRef ref() {
      return ref;
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public void take(Stats stats) {
      long now = System.nanoTime();
      Instant at = stats.measuredAt();
      lock.lock();
      try {
        UsageSample before = newest;
        if (over || (before != null && before.takenAt().equals(at))) {
          return;
        }
        newest = stats.sample(at == null ? now : time.nanoTime(at, now));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void gone() {
      lock.lock();
      try {
        over = true;
        newest = null;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        over = true;
        endStream();
      } finally {
        lock.unlock();
      }
    }
  }
}
