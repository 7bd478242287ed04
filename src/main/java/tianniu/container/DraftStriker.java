package tianniu.container;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
import tianniu.live.ChangeListener;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.store.Store;

/**
 * Strikes out the drafts of failed creations that somebody else than an operation has settled: the
 * container came to run, or was removed. Written behind, since the view waits for nobody; a store
 * that is away is asked again.
 */
final class DraftStriker implements ChangeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DraftStriker.class);

  /** What is settled within it shares a write. */
  private static final Duration GATHERING = Duration.ofMillis(50);

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Store store;

  /** Each with a mark: what is settled anew while it is being struck is looked at once more. */
  private final Map<ContainerId, Object> settled = new ConcurrentHashMap<>();

  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread writer;

  DraftStriker(Store store) {
    this.store = store;
  }

  /** Begins to write what it learns of this view. */
  void attend(LiveView view) {
    writer = Thread.ofVirtual().name("draft-striker").start(() -> writeBehind(view));
  }

  @Override
  public void changed(@Nullable LiveContainer was, @Nullable LiveContainer now) {
    if (was == null || was.draft() == null || (now != null && now.draft() != null)) {
      return;
    }
    try {
      // The end of an operation has its own write.
      if (was.task() == null || settled.containsKey(was.id())) {
        settled.put(was.id(), new Object());
        news.release();
      }
    } catch (Throwable e) {
      // It has happened all the same, and whoever did it must not be told otherwise.
      Mishap.log(LOG, "a settled creation was not noticed", e);
    }
  }

  private void writeBehind(LiveView view) {
    try {
      do {
        news.acquire();
        awaitClose(GATHERING);
        news.drainPermits();
        while (!isStruck(view) && !awaitClose(RETRY)) {
          LOG.debug("settled creations are struck out later");
        }
      } while (closed.getCount() > 0);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Strikes out all that are settled, by one write; false when the store does not take it now. */
  private boolean isStruck(LiveView view) {
    Map<ContainerId, Object> inHand = Map.copyOf(settled);
    if (inHand.isEmpty()) {
      return true;
    }
    try {
      Set<ContainerId> done = store.write(handle -> strike(handle, view, inHand.keySet()));
      done.forEach(id -> settled.remove(id, inHand.get(id)));
      return true;
    } catch (FaultException e) {
      LOG.debug("settled creations could not be struck out: {}", e.fault());
    } catch (Throwable e) {
      Mishap.log(LOG, "settled creations could not be struck out", e);
    }
    return false;
  }

  /**
   * Looks at each once more in the line of all writes: what an operation that has begun since needs
   * is written behind this one.
   *
   * @return those that are over; the others have an operation under way that may be refused yet
   */
  private static Set<ContainerId> strike(Handle handle, LiveView view, Set<ContainerId> ids) {
    Set<ContainerId> done = new HashSet<>();
    for (ContainerId id : ids) {
      LiveContainer now = view.find(id);
      if (DraftTable.isSettled(now)) {
        DraftTable.strike(handle, id);
        done.add(id);
      } else if (now != null && now.task() == null) {
        done.add(id);
      }
    }
    return done;
  }

  private boolean awaitClose(Duration atMost) throws InterruptedException {
    return closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Strikes out what waits, if the store takes it; the next start looks at what does not. */
  @Override
  public void close() {
    closed.countDown();
    news.release();
    Thread running = writer;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
