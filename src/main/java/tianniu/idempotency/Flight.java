package tianniu.idempotency;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request that is being done, for others that are the same. */
final class Flight {
  private final Asked asked;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Kept answer;

  Flight(Asked asked) {
    this.asked = asked;
  }

  Asked asked() {
    return asked;
  }

  void answered(Kept kept) {
    answer = kept;
  }

  void end() {
    ended.countDown();
  }

  /** False when the time was up first, or the waiting thread was interrupted. */
  boolean awaitEnd(long nanos) {
    try {
      return ended.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What it was answered; null as long as it is under way, and when nothing was done. */
  @Nullable Kept answer() {
    return answer;
  }
}
