package tianniu.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.Demand;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

/** One run of one container, its feed, its samples, and whether anybody reads them. */
final class WatchedRun {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedRun.class);

  /** Readers by the thousand leave their mark this often, and else only look. */
  private static final long MARK_NANOS = Duration.ofMillis(250).toNanos();

  /** How late a sample may be until what is used at present is not known. */
  private static final long LATE_NANOS = Duration.ofSeconds(10).toNanos();

  /** From when on and for how long readers count as followers. */
  private static final long STEADY_AFTER_NANOS = Duration.ofSeconds(3).toNanos();

  private static final long STEADY_FOR_NANOS = Duration.ofSeconds(30).toNanos();

  private final EngineContainer container;
  private final Run run;
  private final SampleRing ring;

  /** Guards the feed: it is used by the sampler and closed by whoever forgets the container. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable UsageFeed feed;
  private Demand demand = Demand.NONE;
  private volatile boolean closed;
  private boolean complained;

  /** When it was last read, to the quarter of a second. */
  private volatile long readAt;

  /** Whether it is sampled rarely because nobody reads it, so that a reader has to say so. */
  private final AtomicBoolean drowsy = new AtomicBoolean(true);

  /** When the newest sample was added, and until when that is what is used at present. */
  private volatile long addedAt;

  private volatile long goodUntil;

  // The rest is the sampler's own.

  private Rota.@Nullable Turn turn;
  private boolean soonAgain = true;

  /** When somebody began to read it, after a pause. */
  private long readSince;

  private @Nullable UsageSample last;
  private boolean answered;
  private int unchanged;

  WatchedRun(EngineContainer container, SampleRing ring, long now) {
    this.container = container;
    this.run = Run.of(container);
    this.ring = ring;
    this.readAt = now - Pace.RESTING_AFTER_NANOS;
    this.readSince = readAt;
    this.addedAt = now;
    this.goodUntil = now;
  }

  boolean isRunOf(EngineContainer other) {
    return run.equals(Run.of(other));
  }

  /**
   * Notes that it is being read.
   *
   * @return whether the sampler is to be told; once for each time that it slowed down
   */
  boolean read(long now) {
    if (now - readAt >= MARK_NANOS) {
      readAt = now;
    }
    return drowsy.get() && drowsy.compareAndSet(true, false);
  }

  /** Empty when there is no sample, or the next one is late. */
  Optional<Usage> present(long now) {
    return isLate(now) ? Optional.empty() : ring.present(addedAt);
  }

  /** Empty as {@link #present} is. */
  Optional<UsageWindow> window(Duration interval, long now) {
    return isLate(now) ? Optional.empty() : ring.window(interval, addedAt);
  }

  /** A sample is as good as new until the next one is late, however rare they are. */
  private boolean isLate(long now) {
    return now - goodUntil > 0;
  }

  boolean isAskedAbout(long now) {
    return Pace.of(now - readAt, 0) != Pace.RESTING;
  }

  /** Somebody reads it, after a pause: from now on its samples are not allowed to be rare. */
  void wake(long now) {
    readSince = now;
    soonAgain = true;
    unchanged = 0;
    if (now + LATE_NANOS - goodUntil < 0) {
      goodUntil = now + LATE_NANOS;
    }
  }

  /** Whether the next sample is to follow soon, for a rate over a short time; true once. */
  boolean isToBeSampledSoon() {
    boolean soon = soonAgain;
    soonAgain = false;
    if (soon) {
      // Whoever reads it until then need not say so.
      drowsy.set(false);
    }
    return soon;
  }

  /** The pace from now on. */
  Pace settle(long now) {
    // Before the look at the readers: one that comes in between finds it set, and speaks up.
    drowsy.set(true);
    Pace pace = Pace.of(now - readAt, unchanged);
    if (pace == Pace.FULL || pace == Pace.EASED) {
      drowsy.set(false);
    }
    follow(now);
    return pace;
  }

  /** The next sample is to be expected then, if the last is no sign that there is none. */
  void expect(long nextAt) {
    if (answered) {
      goodUntil = nextAt + LATE_NANOS;
    }
  }

  Rota.@Nullable Turn turn() {
    return turn;
  }

  void turn(Rota.Turn next) {
    turn = next;
  }

  boolean isClosed() {
    return closed;
  }

  /** Takes a sample, at that time; whatever goes wrong with it ends here. */
  void sample(UsageEngine engine, long now) {
    lock.lock();
    try {
      answered = false;
      if (closed) {
        return;
      }
      if (feed == null) {
        feed = engine.open(container);
      }
      follow(now);
      feed.sample().ifPresent(sample -> add(sample, now));
    } catch (RuntimeException e) {
      complain(e);
    } finally {
      lock.unlock();
    }
  }

  private void add(UsageSample sample, long now) {
    UsageSample before = last;
    if (before != null && sample.nanoTime() - before.nanoTime() <= 0) {
      return;
    }
    unchanged = before != null && isSame(before, sample) ? unchanged + 1 : 0;
    last = sample;
    answered = true;
    ring.add(sample, now);
    addedAt = now;
  }

  private static boolean isSame(UsageSample before, UsageSample after) {
    return before.cpuNanos() == after.cpuNanos()
        && before.memoryBytes() == after.memoryBytes()
        && Objects.equals(before.network(), after.network());
  }

  /** Lets the feed know how keenly it is followed, when that has changed. */
  private void follow(long now) {
    lock.lock();
    try {
      Demand present = demand(now);
      if (feed != null && !closed && present != demand) {
        demand = present;
        feed.demand(present);
      }
    } catch (RuntimeException e) {
      complain(e);
    } finally {
      lock.unlock();
    }
  }

  private Demand demand(long now) {
    long unread = now - readAt;
    if (Pace.of(unread, 0) == Pace.RESTING) {
      return Demand.NONE;
    }
    return unread < STEADY_FOR_NANOS && readAt - readSince >= STEADY_AFTER_NANOS
        ? Demand.STEADY
        : Demand.SOME;
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
