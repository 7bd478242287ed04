package tianniu.event;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** How many changes were noticed, and how many of them are told. */
final class Progress {
  private final AtomicLong noticed = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Under the lock. */
  private long told;

  void notice() {
    noticed.incrementAndGet();
  }

  void tell(int changes) {
    lock.lock();
    try {
      told += changes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until what was noticed until now is told, for this long at most, and while it may be. */
  void await(Duration atMost, BooleanSupplier isTelling) {
    long until = noticed.get();
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (isTelling.getAsBoolean() && told < until && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
