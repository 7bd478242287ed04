package tianniu.operation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.live.LiveView;
import tianniu.live.StatusReason;

/**
 * Does accepted work, each piece on a thread of its own, a bounded number at a time. That there is
 * one operation at most on a container is the live view's doing, which refuses to begin a second.
 */
public final class Operations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  private final Journal journal;
  private final LiveView view;
  private final InstantSource clock;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Lane, Semaphore> permits = new ConcurrentHashMap<>();
  private final Map<Thread, Operation> threads = new ConcurrentHashMap<>();

  public Operations(Journal journal, LiveView view, InstantSource clock) {
    this.journal = journal;
    this.view = view;
    this.clock = clock;
    for (Lane lane : Lane.values()) {
      permits.put(lane, new Semaphore(lane.width, true));
    }
  }

  /** What keeps the engine busy is done by few at a time; what only waits, by many. */
  public enum Lane {
    /** Starting, making and removing: more at once only makes each slower. */
    WORK(8),
    /** Stopping and restarting, which is mostly waiting for the container. */
    WAIT(64),
    /** Fetching images. */
    PULL(3),
    /** For work that takes its lanes itself, one after the other. */
    NONE(Integer.MAX_VALUE);

    private final int width;

    Lane(int width) {
      this.width = width;
    }
  }

  /** A piece of work on one container. */
  @FunctionalInterface
  public interface Work {
    /** Does it, and returns null, or why it could not be done. */
    @Nullable StatusReason run() throws InterruptedException;
  }

  /**
   * Takes on work whose beginning the live view has granted. The container comes to rest in the
   * view when the work has ended, and only then do those who wait learn of it.
   */
  public Running accept(String verb, ContainerId container, Lane lane, Work work) {
    Operation operation =
        new Operation(
            new Operation.OperationId(ids.incrementAndGet()), verb, container, clock.instant());
    journal.accepted(operation);
    Running running = new Running();
    Thread thread =
        Thread.ofVirtual()
            .name(verb + "-" + container)
            .unstarted(() -> run(operation, lane, work, running));
    threads.put(thread, operation);
    thread.start();
    return running;
  }

  private void run(Operation operation, Lane lane, Work work, Running running) {
    StatusReason why = new StatusReason("INTERNAL_ERROR", "The operation was interrupted");
    boolean ended = false;
    try {
      why = in(lane, work);
      ended = true;
      if (why != null) {
        LOG.info("{} of {} failed: {}", operation.verb(), operation.container(), why.code());
        LOG.debug("{}", why.message());
      }
    } catch (InterruptedException _) {
      LOG.info("{} of {} was interrupted", operation.verb(), operation.container());
    } catch (RuntimeException e) {
      why = new StatusReason("INTERNAL_ERROR", "Internal server error");
      ended = true;
      LOG.error("{} of {} failed", operation.verb(), operation.container(), e);
    } finally {
      view.end(operation.container(), why);
      if (ended) {
        // What a stop has interrupted was promised, and stays open.
        journal.ended(operation, why);
      }
      threads.remove(Thread.currentThread());
      running.end(why);
    }
  }

  /**
   * Runs a part of work in a lane; never within another one, or the wide would wait for the narrow.
   */
  public @Nullable StatusReason in(Lane lane, Work work) throws InterruptedException {
    Semaphore permit = java.util.Objects.requireNonNull(permits.get(lane));
    permit.acquire();
    try {
      return work.run();
    } finally {
      permit.release();
    }
  }

  /** How many operations are under way. */
  public int underWay() {
    return threads.size();
  }

  /** Gives the operations under way a moment to end, then interrupts them. */
  @Override
  public void close() {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    for (Thread thread : threads.keySet()) {
      try {
        Duration rest = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        if (!thread.join(rest)) {
          thread.interrupt();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        thread.interrupt();
      }
    }
  }
}
