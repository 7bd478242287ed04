package tianniu.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
import tianniu.idempotency.RequestTable.Extent;
import tianniu.idempotency.RequestTable.Weight;
import tianniu.store.Store;

/** Drops requests that are too old, or the oldest when there are too many, in small steps. */
final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** So that a step does not hold up other writes. */
  private static final int STEP = 500;

  private final Store store;
  private final InstantSource evenClock;
  private final Bounds bounds;
  private final Thread thread;

  /** What has come since it was last seen to that there is not too much. */
  private final AtomicLong newRows = new AtomicLong();

  private final AtomicLong newBytes = new AtomicLong();
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean closed;

  /** How much is kept. */
  record Bounds(Duration age, long rows, long bytes) {
    static final Bounds USUAL = new Bounds(Duration.ofHours(24), 100_000, 256L << 20);
  }

  Retention(Store store, InstantSource evenClock, Bounds bounds) {
    this.store = store;
    this.evenClock = evenClock;
    this.bounds = bounds;
    this.thread = Thread.ofVirtual().name("idempotency-retention").unstarted(this::run);
    // What earlier processes have left is not known yet.
    newRows.set(bounds.rows());
  }

  void start() {
    thread.start();
  }

  /** More was kept; a lot of it is looked at before the minute is over. */
  void grown(long rows, long bytes) {
    long allRows = newRows.addAndGet(rows);
    long allBytes = newBytes.addAndGet(bytes);
    boolean much = allRows > bounds.rows() / 8 || allBytes > bounds.bytes() / 8;
    if (much && wake.availablePermits() == 0) {
      wake.release();
    }
  }

  private void run() {
    try {
      while (!closed) {
        quietly();
        if (wake.tryAcquire(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void quietly() {
    try {
      prune();
    } catch (FaultException e) {
      LOG.debug("old idempotency keys wait: {}", e.fault());
    } catch (Throwable e) {
      Mishap.log(LOG, "old idempotency keys could not be dropped, which will be tried again", e);
    }
  }

  /** Drops all that may go. */
  void prune() {
    drop(evenClock.instant().minus(bounds.age()), Long.MAX_VALUE, Long.MAX_VALUE);
    long rows = newRows.getAndSet(0);
    newBytes.set(0);
    if (rows > 0) {
      Extent extent = store.read(RequestTable::extent);
      drop(
          Instant.ofEpochMilli(Long.MAX_VALUE),
          extent.rows() - bounds.rows(),
          extent.bytes() - bounds.bytes());
    }
  }

  /** Drops the oldest before a time, until so many and so much of them is gone. */
  private void drop(Instant before, long rows, long bytes) {
    long leftRows = rows;
    long leftBytes = bytes;
    boolean goesOn = leftRows > 0 || leftBytes > 0;
    while (goesOn) {
      List<String> ids = new ArrayList<>();
      for (Weight each : store.read(handle -> RequestTable.oldest(handle, before, STEP))) {
        if (leftRows > 0 || leftBytes > 0) {
          ids.add(each.id());
          leftRows--;
          leftBytes -= each.bytes();
        }
      }
      if (!ids.isEmpty()) {
        store.write(handle -> RequestTable.delete(handle, ids));
      }
      goesOn = ids.size() == STEP && !closed;
    }
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
