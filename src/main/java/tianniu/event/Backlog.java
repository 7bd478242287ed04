package tianniu.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;

/** Changes that wait to be told, while the store is slow or away; not without end. */
final class Backlog {
  static final int MOST = 16_384;
  static final long MOST_BYTES = 32 << 20;

  private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>(MOST);
  private final AtomicLong bytes = new AtomicLong();

  /**
   * What a container has become.
   *
   * @param now null when it is gone
   */
  record Change(ContainerId id, @Nullable State now, Instant noticed) {
    private static final int FRAME_BYTES = 200;

    private long weight() {
      return FRAME_BYTES + (now == null ? 0 : now.subject().weight());
    }
  }

  /** False when there is no room. */
  boolean offer(Change change) {
    boolean isTaken = bytes.get() < MOST_BYTES && changes.offer(change);
    if (isTaken) {
      bytes.addAndGet(change.weight());
    }
    return isTaken;
  }

  /** The oldest; null when none waits. */
  @Nullable Change poll() {
    return taken(changes.poll());
  }

  /** The oldest; null when none has come in time. */
  @Nullable Change poll(Duration atMost) throws InterruptedException {
    return taken(changes.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
  }

  /**
   * Moves the oldest ones to the end of a list.
   *
   * @return how many
   */
  int drainTo(List<Change> list, int most) {
    int before = list.size();
    int moved = changes.drainTo(list, most);
    list.subList(before, list.size()).forEach(this::taken);
    return moved;
  }

  private @Nullable Change taken(@Nullable Change change) {
    if (change != null) {
      bytes.addAndGet(-change.weight());
    }
    return change;
  }
}
