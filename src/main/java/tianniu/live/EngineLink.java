package tianniu.live;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.EventStream;

/**
 * Whether the engine is there. That is known of one stream of events, and ends with it: what is
 * found out of an earlier one says nothing of the one that is followed now.
 */
final class EngineLink {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLink.class);

  private final InstantSource clock;
  private final Freshness freshness;

  /** The stream and whether the engine is there turn under it; never held over a call. */
  private final ReentrantLock turning = new ReentrantLock();

  /** The one that is followed; null once it is given up. */
  private volatile @Nullable EventStream stream;

  private volatile boolean up;
  private volatile @Nullable Instant awaySince;
  private volatile boolean closed;

  EngineLink(InstantSource clock, Freshness freshness) {
    this.clock = clock;
    this.freshness = freshness;
    this.awaySince = clock.instant();
  }

  boolean isUp() {
    return up;
  }

  /** Null while it is there. */
  @Nullable Instant awaySince() {
    return up ? null : awaySince;
  }

  @Nullable EventStream stream() {
    return stream;
  }

  /** From now on this one is followed. */
  void follow(EventStream next) {
    turning.lock();
    try {
      stream = next;
    } finally {
      turning.unlock();
    }
  }

  /** The engine has answered, and is there if all was seen before. */
  void answered(EventStream by, boolean seenBefore) {
    turning.lock();
    try {
      up = seenBefore && by.equals(stream);
    } finally {
      turning.unlock();
    }
  }

  /**
   * Takes the engine for there: everything was looked at since.
   *
   * @param began when that look did, in nanoseconds
   * @return false when this stream was given up meanwhile
   */
  boolean regained(EventStream by, long began) {
    turning.lock();
    try {
      if (!by.equals(stream)) {
        return false;
      }
      freshness.regained(began);
      awaySince = null;
      up = true;
      return true;
    } finally {
      turning.unlock();
    }
  }

  /**
   * Takes the engine for away as far as this stream tells.
   *
   * @return false when another one is followed by now, or none
   */
  boolean lost(@Nullable EventStream by) {
    turning.lock();
    try {
      if (!Objects.equals(stream, by)) {
        return false;
      }
      if (up && !closed) {
        LOG.warn("the engine is away; reads go on from what is known");
      }
      stream = null;
      freshness.lost();
      if (awaySince == null) {
        awaySince = clock.instant().minus(freshness.age());
      }
      up = false;
      return true;
    } finally {
      turning.unlock();
    }
  }

  /** What ends from now on is no news. */
  void close() {
    closed = true;
    EventStream open = stream;
    if (open != null) {
      open.close();
    }
  }
}
