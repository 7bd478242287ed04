package tianniu.log;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.fault.FaultException;

/**
 * The newest lines of one container's log, once for all who follow it. Each reader has a place in
 * it; one that falls behind loses lines and slows nobody, beyond a moment's patience with those who
 * were just there.
 */
final class LogFeed {
  /** What lines cost that stay though all readers have had them: who joins begins with them. */
  private static final long KEPT_BYTES = 128 * 1024;

  /** How long a burst waits for readers that go on reading. */
  static final Duration PATIENCE = Duration.ofMillis(100);

  /** How many lines from the end of the log it begins with, at most: as many as most ask for. */
  static final int PRELOAD = 128;

  /**
   * Between two times that one reader is woken, for each reader that there is: with many of them a
   * wake-up for every line would cost more than the lines.
   */
  private static final Duration PACE_EACH = Duration.ofNanos(100_000);

  private static final Duration PACE_MOST = Duration.ofMillis(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition hurry = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private final FeedRing ring = new FeedRing();
  private final Set<Reader> readers = new HashSet<>();
  private final Duration patience;
  private final LongSupplier room;

  /** Whether the log's very first line is still in the feed, or would be. */
  private boolean whole;

  /** Whether the lines that were there at the opening are in. */
  private boolean ready;

  private boolean ended;
  private @Nullable FaultException failure;
  private boolean hurried;

  /** Whether readers are to look at what is outside of the feed, and not to wait here. */
  private boolean awake;

  /**
   * @param patience how long a burst waits for readers that go on reading
   * @param room what lines may cost, in bytes, that some reader has yet to read; as written for
   *     readers they cost up to twice as much again
   */
  LogFeed(Duration patience, LongSupplier room) {
    this.patience = patience;
    this.room = room;
  }

  // What the upstream does.

  void begin(boolean fromFirstLine) {
    lock.lock();
    try {
      whole = fromFirstLine;
    } finally {
      lock.unlock();
    }
  }

  void ready() {
    lock.lock();
    try {
      if (!ready) {
        ready = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * No more lines will come.
   *
   * @param why null when the container is gone
   */
  void end(@Nullable FaultException why) {
    lock.lock();
    try {
      ended = true;
      failure = why;
      changed.signalAll();
      hurry.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void add(FeedBlock.Placed line) throws InterruptedException {
    lock.lock();
    try {
      if (ring.isLastFull()) {
        makeRoom();
      }
      ring.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom() throws InterruptedException {
    while (ring.hasSeveral() && ring.bytes() > KEPT_BYTES && isRead(ring.oldest().end())) {
      dropOldest();
    }
    while (ring.hasSeveral() && ring.bytes() > Math.max(KEPT_BYTES, room.getAsLong())) {
      waitForReaders(ring.oldest().end());
      dropOldest();
    }
  }

  /** Whether everybody has had what was before a line. */
  private boolean isRead(long end) {
    return readers.stream().noneMatch(reader -> reader.needsBefore(end));
  }

  private void dropOldest() {
    ring.dropOldest();
    whole = false;
  }

  /** Waits a moment for those who have read lately and would lose lines now. */
  private void waitForReaders(long end) throws InterruptedException {
    long left = patience.toNanos();
    while (left > 0 && readers.stream().anyMatch(reader -> reader.isReadingBefore(end))) {
      hurried = true;
      hurry.signalAll();
      left = progress.awaitNanos(left);
    }
    hurried = false;
    readers.forEach(reader -> reader.stalled |= reader.isReadingBefore(end));
  }

  void wakeReaders() {
    lock.lock();
    try {
      awake = true;
      changed.signalAll();
      hurry.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // What readers do.

  Reader join() {
    lock.lock();
    try {
      Reader reader = new Reader();
      readers.add(reader);
      return reader;
    } finally {
      lock.unlock();
    }
  }

  boolean hasReaders() {
    lock.lock();
    try {
      return !readers.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing can be had from it any more. */
  boolean isOver() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What comes next for a reader.
   *
   * @param lost whether lines before it were lost
   */
  record Batch(FeedBlock.Part part, boolean lost) {}

  /** Where to go on after a position. */
  enum Joined {
    /** Right behind it: no line is missing. */
    BEHIND,
    /** The line of that position is not there, though those around it are. */
    MISSING,
    /** It has not come yet: lines up to it are to be passed over. */
    AHEAD,
    /** The feed does not go back so far. */
    TOO_OLD
  }

  /** One follower's place. */
  final class Reader implements AutoCloseable {
    private static final long NOWHERE = Long.MAX_VALUE;

    private long next = NOWHERE;

    /** What has come since it joined is kept for it until it knows where it begins. */
    private long since = ring.end();

    private boolean stalled;
    private long wokenAt = System.nanoTime() - PACE_MOST.toNanos();

    /** Whether the lines that were there at the opening can be read here. */
    boolean isReady() {
      lock.lock();
      try {
        return ready;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Whether no more lines will come.
     *
     * @throws FaultException when they could not be read
     */
    boolean isEnded() {
      lock.lock();
      try {
        if (failure != null) {
          throw failure;
        }
        return ended;
      } finally {
        lock.unlock();
      }
    }

    /** Begins with what comes from now on. */
    void seekEnd() {
      lock.lock();
      try {
        begin(ring.end());
      } finally {
        lock.unlock();
      }
    }

    /**
     * Begins with the last of the lines that are wanted, if all of them are certain to be here.
     *
     * @return false when they may not be
     */
    boolean seekTail(LogRequest asked) {
      lock.lock();
      try {
        long missing = asked.tail() == LogQuery.ALL ? Long.MAX_VALUE : asked.tail();
        long at = ring.end();
        while (missing > 0 && at > ring.start()) {
          at--;
          missing -= asked.wants(ring.line(at).line()) ? 1 : 0;
        }
        if (missing > 0 && !whole && !asked.isOlderThanAsked(firstLine())) {
          return false;
        }
        begin(at);
        return true;
      } finally {
        lock.unlock();
      }
    }

    private @Nullable LogLine firstLine() {
      return ring.start() < ring.end() ? ring.line(ring.start()).line() : null;
    }

    /** Begins after a line that the reader has had. */
    Joined seekAfter(LogPosition position) {
      lock.lock();
      try {
        long start = ring.start();
        long after = ring.end();
        for (long at = ring.end() - 1; at >= start; at--) {
          LogPosition here = ring.line(at).position();
          if (here.equals(position)) {
            begin(at + 1);
            return Joined.BEHIND;
          }
          if (position.isBefore(here)) {
            after = at;
          }
        }
        begin(after);
        if (start == ring.end() || !position.isBefore(ring.line(ring.end() - 1).position())) {
          return Joined.AHEAD;
        }
        return whole || ring.line(start).position().isBefore(position)
            ? Joined.MISSING
            : Joined.TOO_OLD;
      } finally {
        lock.unlock();
      }
    }

    /** The next lines; null when there are none now. */
    @Nullable Batch take(LogFormat format) {
      lock.lock();
      try {
        boolean lost = next < ring.start();
        if (lost) {
          // Not the oldest, or the next of them would be lost right away.
          next = ring.start() + (ring.end() - ring.start()) / 2;
        }
        stalled = false;
        if (next >= ring.end()) {
          return null;
        }
        FeedBlock block = ring.blockOf(next);
        Batch batch = new Batch(block.from(next, format), lost);
        next = block.end();
        if (hurried) {
          progress.signal();
        }
        return batch;
      } finally {
        lock.unlock();
      }
    }

    /** Waits until there is something new to be seen, and then for more to gather. */
    void await(Duration limit) {
      lock.lock();
      try {
        boolean wasReady = ready;
        long left = limit.toNanos();
        while (next >= ring.end() && !ended && !awake && wasReady == ready && left > 0) {
          left = changed.awaitNanos(left);
        }
        long pace =
            Math.min(PACE_MOST.toNanos(), PACE_EACH.toNanos() * readers.size())
                - (System.nanoTime() - wokenAt);
        while (pace > 0 && !hurried && !ended && !awake) {
          pace = hurry.awaitNanos(pace);
        }
        wokenAt = System.nanoTime();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        lock.unlock();
      }
    }

    private void begin(long at) {
      next = at;
      since = NOWHERE;
    }

    private boolean needsBefore(long number) {
      return Math.min(next, since) < number;
    }

    private boolean isReadingBefore(long number) {
      return !stalled && next < number;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        readers.remove(this);
        progress.signal();
      } finally {
        lock.unlock();
      }
    }
  }
}
