package tianniu.live;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tianniu.engine.EngineRef;

/**
 * Whether the view is known to be what the engine has, and when that was last so. The time is that
 * of {@link System#nanoTime}, which does not jump.
 */
final class Freshness {
  /** A change that was not looked at for so long is one that the view should have. */
  static final Duration TOLERANCE = Duration.ofSeconds(1);

  /** When what has changed first that was not looked at since. */
  private final Map<EngineRef, Long> overdue = new ConcurrentHashMap<>();

  /** Guarded by this: what is confirmed after the engine was lost counts no more. */
  private boolean following;

  private volatile boolean stale = true;
  private volatile long rightAt = System.nanoTime();

  // What is told of single containers.

  void changed(EngineRef ref) {
    overdue.putIfAbsent(ref, System.nanoTime());
  }

  /** It was looked at; what has changed after that look began is to be looked at once more. */
  void seen(EngineRef ref, long began) {
    overdue.computeIfPresent(ref, (_, since) -> since - began > 0 ? since : null);
  }

  /** It is gone, or nobody can look at it. */
  void dropped(EngineRef ref) {
    overdue.remove(ref);
  }

  void droppedAllBut(Set<EngineRef> there) {
    overdue.keySet().retainAll(there);
  }

  // What is told of the engine.

  /** All was looked at, from this moment on, and changes since then are told. */
  synchronized void regained(long at) {
    following = true;
    rightAt = at;
    stale = false;
  }

  /**
   * At this moment the engine answered. It may still hang when it is asked about a container, and
   * the view lacks what has changed there.
   */
  synchronized void answered(long at) {
    if (!following) {
      return;
    }
    long oldest = at;
    for (long since : overdue.values()) {
      oldest = oldest - since > 0 ? since : oldest;
    }
    stale = at - oldest > TOLERANCE.toNanos();
    rightAt = stale ? oldest : at;
  }

  /** The engine has not answered for a while. */
  synchronized void doubted() {
    stale = true;
  }

  /** Changes are not told any more. */
  synchronized void lost() {
    following = false;
    stale = true;
  }

  /** How long ago the view was last known to be right; negative while it is. */
  long seconds() {
    return stale ? Math.max(0, age().toSeconds()) : -1;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - rightAt);
  }
}
