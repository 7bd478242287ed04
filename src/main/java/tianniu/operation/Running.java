package tianniu.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tianniu.engine.PullProgress;
import tianniu.live.StatusReason;

/** An operation that was accepted: how far it is, and its end, which somebody may wait for. */
public final class Running {
  private final Operation operation;
  private final InstantSource clock;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Outcome outcome;

  /** Guards what follows; never held while anything is waited for. */
  private final ReentrantLock lock = new ReentrantLock();

  private Step step = Step.WAITING;
  private @Nullable PullTally pull;
  private @Nullable Instant startedAt;

  /** The thread that may be interrupted, while it is at what can be called off. */
  private @Nullable Thread stoppable;

  private boolean committed;
  private boolean cancelled;

  Running(Operation operation, InstantSource clock) {
    this.operation = operation;
    this.clock = clock;
  }

  public Operation operation() {
    return operation;
  }

  public OperationId id() {
    return operation.id();
  }

  /**
   * Where it stands.
   *
   * @param pull null unless an image is being fetched
   */
  record Standing(
      @Nullable Instant startedAt, Step step, PullTally.@Nullable Sum pull, boolean cancellable) {}

  Standing standing() {
    lock.lock();
    try {
      return new Standing(
          startedAt, step, pull == null ? null : pull.sum(), !cancelled && isStoppable());
    } finally {
      lock.unlock();
    }
  }

  /** The work has come to its next step. */
  public void at(Step next) {
    lock.lock();
    try {
      step = next;
      pull = null;
      if (next != Step.WAITING) {
        begun();
      }
    } finally {
      lock.unlock();
    }
  }

  private void begun() {
    if (startedAt == null) {
      startedAt = clock.instant();
    }
  }

  /** A part of the work that takes long, and leaves nothing behind when it is broken off. */
  @FunctionalInterface
  public interface Fetch {
    void run(Consumer<PullProgress> progress);
  }

  /** Fetches an image, which can be called off until it is there. */
  public void pulling(Fetch fetch) {
    at(Step.PULLING);
    lock.lock();
    try {
      pull = new PullTally();
    } finally {
      lock.unlock();
    }
    open();
    RuntimeException failure = null;
    try {
      fetch.run(this::told);
    } catch (RuntimeException e) {
      failure = e;
    }
    if (shut()) {
      throw new CancelledException();
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void told(PullProgress progress) {
    lock.lock();
    try {
      if (pull != null) {
        pull.add(progress);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for its turn, which can be called off. */
  void await(Semaphore turn) throws InterruptedException {
    at(Step.WAITING);
    open();
    InterruptedException broken = null;
    try {
      turn.acquire();
    } catch (InterruptedException e) {
      broken = e;
    }
    if (shut()) {
      if (broken == null) {
        turn.release();
      }
      throw new CancelledException();
    }
    if (broken != null) {
      throw broken;
    }
  }

  /** It has begun what cannot be undone: from here on it is not called off, wherever it waits. */
  public void commit() {
    lock.lock();
    try {
      committed = true;
    } finally {
      lock.unlock();
    }
  }

  private void open() {
    lock.lock();
    try {
      if (!committed) {
        stoppable = Thread.currentThread();
        if (cancelled) {
          stoppable.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** What could be called off is over; true when it was. */
  private boolean shut() {
    lock.lock();
    try {
      boolean wasOpen = stoppable != null;
      stoppable = null;
      if (wasOpen && cancelled) {
        // It was meant for what is over now.
        Thread.interrupted();
        return true;
      }
      begun();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isStoppable() {
    return stoppable != null || startedAt == null;
  }

  /** Calls it off; false when it is too late for that. */
  boolean cancel() {
    lock.lock();
    try {
      if (cancelled || !isStoppable() || outcome != null) {
        return false;
      }
      cancelled = true;
      if (stoppable != null) {
        stoppable.interrupt();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  void end(Outcome how) {
    outcome = how;
    over.countDown();
  }

  /** The server stops; the next one goes on with it. */
  void leave() {
    over.countDown();
  }

  /** How it has ended; null while it has not. */
  @Nullable Outcome outcome() {
    return outcome;
  }

  /** Waits for the end; false when it has not come, for whatever reason. */
  public boolean await(Duration atMost) {
    try {
      return over.await(atMost.toNanos(), TimeUnit.NANOSECONDS) && outcome != null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Why it failed; null while it runs, and when it succeeded. */
  public @Nullable StatusReason why() {
    Outcome ended = outcome;
    return ended == null ? null : ended.why();
  }
}
