package tianniu.store;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Work that waits for a thread with a connection, and whoever waits for it. */
final class Ticket<T> {
  private final Store.Work<T> work;
  private final CountDownLatch settled = new CountDownLatch(1);

  /** Both are written before the latch opens, and read behind it. */
  private @Nullable T result;

  private @Nullable Throwable thrown;

  Ticket(Store.Work<T> work) {
    this.work = work;
  }

  void work(HeldConnection connection) {
    result = connection.with(work);
  }

  /** It alone has failed, by its own doing. */
  void thrown(Throwable failure) {
    thrown = failure;
  }

  /** It is done, and what it wrote is on disk. */
  void settle() {
    settled.countDown();
  }

  /** The database has failed; work that had failed before keeps its own reason. */
  void fail(RuntimeException failure) {
    if (thrown == null) {
      thrown = failure;
    }
    settled.countDown();
  }

  /**
   * Waits for the end, whoever interrupts: work that has been handed over cannot be called back,
   * and its caller must know how it ended.
   */
  @SuppressWarnings("NullAway") // null when the work has answered null, which its caller expects
  T result() {
    Uninterrupted.await(settled);
    switch (thrown) {
      case null -> {
        return result;
      }
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      case Throwable failure -> throw new IllegalStateException(failure);
    }
  }
}
