package tianniu.engine.docker;

import java.time.Duration;

/** A moment of the monotonic clock by which something must be done. */
record Deadline(long nanoTime) {
  static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /** Negative when it has passed. */
  Duration left() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }

  boolean hasPassed() {
    return nanoTime - System.nanoTime() <= 0;
  }
}
