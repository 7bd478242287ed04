package tianniu.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;

/** Work about containers that nobody waits for: of each container one piece after the other. */
final class Backlog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  /** How long a piece waits for the one before: an engine may never answer. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** How long an end waits for what is under way. */
  private static final Duration END = Duration.ofSeconds(2);

  private final Semaphore permits;
  private final Map<ContainerId, CountDownLatch> newest = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * @param atOnce how many pieces are worked on at the same time
   */
  Backlog(int atOnce) {
    permits = new Semaphore(atOnce);
  }

  /** Takes on a piece of work, behind all that was taken on for this container. */
  void add(ContainerId id, Runnable work) {
    if (closed) {
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch before = newest.put(id, done);
    Thread.ofVirtual().name("remains-" + id).start(() -> run(id, before, work, done));
  }

  private void run(
      ContainerId id, @Nullable CountDownLatch before, Runnable work, CountDownLatch done) {
    try {
      await(before, LONGEST);
      permits.acquire();
      try {
        work.run();
      } finally {
        permits.release();
      }
    } catch (FaultException e) {
      LOG.warn("what is left of {} could not be kept: {}", id, e.fault());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      Mishap.log(LOG, "what is left of " + id + " could not be kept", e);
    } finally {
      newest.remove(id, done);
      done.countDown();
    }
  }

  /** Whether there is work for the container. */
  boolean has(ContainerId id) {
    return newest.containsKey(id);
  }

  /** Waits until the work of the container is done that is there now. */
  void await(ContainerId id, Duration atMost) {
    try {
      await(newest.get(id), atMost);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until all work is done that is there now. */
  void awaitAll(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    for (ContainerId id : List.copyOf(newest.keySet())) {
      await(id, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }

  private static void await(@Nullable CountDownLatch latch, Duration atMost)
      throws InterruptedException {
    if (latch != null && !latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.debug("it goes on without the end of what was before");
    }
  }

  /** Takes on no more, and gives what is under way a moment. */
  @Override
  public void close() {
    closed = true;
    awaitAll(END);
  }
}
