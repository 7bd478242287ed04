package tianniu.audit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again, on a thread of its own. */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MINUTES_A_DAY = 1440;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Rounds(Runnable everyMinute, Runnable everyDay) {
    thread = Thread.ofVirtual().name("audit-rounds").unstarted(() -> run(everyMinute, everyDay));
  }

  void start() {
    thread.start();
  }

  private void run(Runnable everyMinute, Runnable everyDay) {
    try {
      long minute = 0;
      do {
        if (minute > 0) {
          quietly(everyMinute);
        }
        if (minute % MINUTES_A_DAY == 0) {
          quietly(everyDay);
        }
        minute++;
      } while (!closed.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the audit's housekeeping failed, and will be tried again", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
