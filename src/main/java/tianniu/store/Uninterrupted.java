package tianniu.store;

import java.util.concurrent.CountDownLatch;

/** Waits to the end; an interrupt is kept for whoever looks for it afterwards. */
final class Uninterrupted {
  private Uninterrupted() {}

  static void await(CountDownLatch latch) {
    toTheEnd(latch::await);
  }

  static void join(Thread thread) {
    toTheEnd(thread::join);
  }

  private static void toTheEnd(Wait wait) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.once();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @FunctionalInterface
  private interface Wait {
    void once() throws InterruptedException;
  }
}
