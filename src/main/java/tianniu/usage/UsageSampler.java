package tianniu.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.UsageEngine;
import tianniu.fault.Mishap;

/**
 * Samples the usage of all watched containers on one thread, and remembers the last minute of each,
 * and the last hour more coarsely.
 *
 * <p>What somebody reads is sampled once an interval, less often while it stays the same, and
 * rarely when nobody has read it for a minute. The first read after that is answered with the last
 * value, which says when it was taken, and has the container sampled at once and again a quarter of
 * a second later, so that its present rates are known early.
 */
public final class UsageSampler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageSampler.class);

  private static final long AFTER_A_FAULT_NANOS = 1_000_000_000;

  private final UsageEngine engine;
  private final LongSupplier nanoTime;
  private final LongConsumer pause;
  private final UsageHistory history = new UsageHistory();

  private final Rota rota;
  private final Map<ContainerId, WatchedRun> watched = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Thread worker;
  private volatile boolean closed;

  public UsageSampler(UsageEngine engine, Duration interval) {
    this(engine, interval, System::nanoTime, LockSupport::parkNanos);
  }

  /**
   * @param pause waits so many nanoseconds, or less: a wait that ends early does no harm
   */
  UsageSampler(UsageEngine engine, Duration interval, LongSupplier nanoTime, LongConsumer pause) {
    if (interval.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException("interval too short: " + interval);
    }
    this.engine = engine;
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.rota = new Rota(interval.toNanos(), nanoTime.getAsLong());
  }

  /** Begins to sample; to be called once. */
  public void start() {
    worker = Thread.ofPlatform().daemon().name("usage-sampler").start(this::work);
  }

  /** Samples a run from now on, in place of an earlier run. Harmless when it does so already. */
  public void watch(ContainerId id, EngineContainer container) {
    long now = nanoTime.getAsLong();
    WatchedRun old = watched.get(id);
    if (closed || (old != null && old.isRunOf(container))) {
      return;
    }
    WatchedRun fresh = new WatchedRun(container, ring(id), now);
    WatchedRun previous = watched.put(id, fresh);
    changes.incrementAndGet();
    if (previous != null) {
      previous.close();
    }
    if (closed) {
      // Closed in between, and perhaps past this container already.
      forget(id);
    }
    announce(fresh);
  }

  private SampleRing ring(ContainerId id) {
    return new SampleRing(
        (previous, sample) -> {
          history.sampled(id, previous, sample);
          changes.incrementAndGet();
        });
  }

  private void announce(WatchedRun run) {
    rota.announce(run);
    LockSupport.unpark(worker);
  }

  /** Samples the container no more; its history stays. */
  public void forget(ContainerId id) {
    WatchedRun gone = watched.remove(id);
    if (gone != null) {
      changes.incrementAndGet();
      gone.close();
    }
  }

  /** The container is no more: its history goes with it. */
  public void gone(ContainerId id) {
    forget(id);
    history.forget(id);
  }

  /** How often the present usage of some container has changed; but for what is too old by now. */
  public long changes() {
    return changes.get();
  }

  /** What a container uses at present; empty when it is not watched, or its samples fail. */
  public Optional<Usage> usage(ContainerId id) {
    long now = nanoTime.getAsLong();
    WatchedRun run = read(id, now);
    return run == null ? Optional.empty() : run.present(now);
  }

  /**
   * What a container used over the last {@code interval}, or over as much of it as is known; over a
   * little more when samples are further apart. Empty as {@link #usage} is.
   */
  public Optional<UsageWindow> window(ContainerId id, Duration interval) {
    long now = nanoTime.getAsLong();
    WatchedRun run = read(id, now);
    return run == null ? Optional.empty() : run.window(interval, now);
  }

  /** The run of a container that somebody reads at this moment. */
  private @Nullable WatchedRun read(ContainerId id, long now) {
    WatchedRun run = watched.get(id);
    if (run != null && run.read(now)) {
      announce(run);
    }
    return run;
  }

  /**
   * What a container used since a moment of the last hour, oldest first, also in runs that have
   * ended. Who reads it reads its usage: it is sampled as often as for others.
   *
   * @param step whole seconds; a step in which no sample was taken has no point
   */
  public List<UsagePoint> history(ContainerId id, Instant from, Duration step) {
    read(id, nanoTime.getAsLong());
    return history.since(id, from, step);
  }

  /** Ends the sampling and closes all feeds; returns when the thread has ended. */
  @Override
  public void close() {
    closed = true;
    Thread running = worker;
    if (running != null) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    watched.keySet().forEach(this::forget);
  }

  private void work() {
    while (!closed) {
      long wait = AFTER_A_FAULT_NANOS;
      try {
        wait = sweep();
      } catch (Throwable e) {
        Mishap.log(LOG, "A sweep broke off", e);
      }
      // An interrupt that is not our end would turn each wait into none.
      if (!Thread.interrupted() && !closed) {
        pause.accept(wait);
      }
    }
  }

  /**
   * Samples all that is due.
   *
   * @return nanoseconds until the next is
   */
  long sweep() {
    rota.sweep(
        nanoTime.getAsLong(),
        run -> {
          if (!closed) {
            run.sample(engine, nanoTime.getAsLong());
          }
        });
    long now = nanoTime.getAsLong();
    return Math.max(0, rota.next(now) - now);
  }
}
