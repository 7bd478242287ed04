package tianniu.operation;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tianniu.live.StatusReason;

/** An operation that was accepted: somebody may wait for its end. */
public final class Running {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable StatusReason why;

  void end(@Nullable StatusReason reason) {
    why = reason;
    ended.countDown();
  }

  /** Waits; false when the time was up first, or the waiting thread was interrupted. */
  public boolean await(Duration atMost) {
    try {
      return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Why it failed; null while it runs, and when it succeeded. */
  public @Nullable StatusReason why() {
    return why;
  }
}
