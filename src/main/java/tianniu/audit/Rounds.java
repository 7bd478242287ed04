package tianniu.audit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.Mishap;

/** What is done again and again, on a thread of its own. */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MINUTES_A_DAY = 1440;

  /**
   * So that old things go also from a server that is started anew every day: a process believes its
   * clock after ten minutes.
   */
  private static final int LATER = 15;

  private final Runnable everyMinute;
  private final Runnable everyDay;
  private final Runnable laterEveryDay;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param everyDay first done at the start
   * @param laterEveryDay first done a quarter of an hour after the start
   */
  Rounds(Runnable everyMinute, Runnable everyDay, Runnable laterEveryDay) {
    this.everyMinute = everyMinute;
    this.everyDay = everyDay;
    this.laterEveryDay = laterEveryDay;
    this.thread = Thread.ofVirtual().name("audit-rounds").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      long minute = 0;
      do {
        at(minute);
        minute++;
      } while (!closed.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Does what is to be done then.
   *
   * @param minute since the start
   */
  void at(long minute) {
    if (minute > 0) {
      quietly(everyMinute);
    }
    if (minute % MINUTES_A_DAY == 0) {
      quietly(everyDay);
    }
    if (minute % MINUTES_A_DAY == LATER) {
      quietly(laterEveryDay);
    }
  }

  private static void quietly(Runnable work) {
    Mishap.survive(LOG, "the audit's housekeeping failed, and will be tried again", work);
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
