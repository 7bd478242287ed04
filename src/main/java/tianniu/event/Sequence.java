package tianniu.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tianniu.store.Store;

/**
 * The events that are on disk, for all who read them. The newest are held in memory, once for all;
 * a reader that has fallen behind those reads on from the store, and slows nobody.
 */
final class Sequence {
  static final int HELD = 2048;

  /**
   * What those that are held may weigh; as they are written for readers they weigh as much again.
   */
  static final long HELD_BYTES = 4 << 20;

  /** What a reader takes at once: so many, or the first ones that weigh so much together. */
  static final int STEP = 256;

  static final long STEP_BYTES = 1 << 20;

  /**
   * Between two times that one reader is woken, for each reader that there is: with many of them a
   * wake-up for every event would cost more than the events.
   */
  private static final long PACE_EACH_NANOS = 50_000;

  private static final long PACE_MOST_NANOS = 100_000_000;

  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition ended = lock.newCondition();

  // All under the lock.
  private final @Nullable Told[] newest = new Told[HELD];

  /** The last event that was not told here: those after it, up to the last, are held. */
  private long heldAfter;

  private long heldBytes;
  private int readers;
  private boolean closed;

  /** Written under the lock. */
  private volatile long last;

  Sequence(Store store, long last) {
    this.store = store;
    this.last = last;
    this.heldAfter = last;
  }

  /** The id of the newest event on disk; 0 before the first. */
  long last() {
    return last;
  }

  /** Tells events that are on disk now. */
  void publish(List<Event> events) {
    lock.lock();
    try {
      for (Event event : events) {
        if (event.id() != last + 1) {
          throw new IllegalArgumentException(event.id() + " does not follow " + last);
        }
        hold(event);
      }
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }

  private void hold(Event event) {
    if (last - heldAfter == HELD) {
      dropOldest();
    }
    Told told = new Told(event);
    newest[slot(event.id())] = told;
    heldBytes += told.weight();
    last = event.id();
    while (heldBytes > HELD_BYTES) {
      dropOldest();
    }
  }

  private void dropOldest() {
    int slot = slot(++heldAfter);
    heldBytes -= Objects.requireNonNull(newest[slot]).weight();
    newest[slot] = null;
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The events behind a place, oldest first; none when there is none. The first of them is not the
   * next one when that is kept no more.
   */
  List<Told> after(long id) {
    lock.lock();
    try {
      if (id >= last) {
        return List.of();
      }
      if (id >= heldAfter) {
        // What is held is there already, whatever it weighs.
        List<Told> found = new ArrayList<>();
        for (long each = id + 1; each <= last && found.size() < STEP; each++) {
          found.add(Objects.requireNonNull(newest[slot(each)]));
        }
        return found;
      }
    } finally {
      lock.unlock();
    }
    return store.read(handle -> EventTable.after(handle, id, STEP, STEP_BYTES)).stream()
        .map(Told::new)
        .toList();
  }

  /** The oldest id that is kept, or that the next event will have. */
  long oldest() {
    // In this order: one that comes in between is not passed over.
    long next = last + 1;
    long oldest = store.read(EventTable::oldest);
    return oldest == EventTable.NONE ? next : oldest;
  }

  /** A reader waits for what comes. */
  void join() {
    lock.lock();
    try {
      readers++;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      readers--;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is an event behind a place, or for this long; and if many wait, then for more
   * to gather.
   */
  void await(long id, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (id >= last && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      long pace = id >= last ? 0 : Math.min(PACE_MOST_NANOS, PACE_EACH_NANOS * readers);
      while (pace > PACE_EACH_NANOS && !closed) {
        pace = ended.awaitNanos(pace);
      }
    } finally {
      lock.unlock();
    }
  }

  private static int slot(long id) {
    return (int) (id % HELD);
  }
}
