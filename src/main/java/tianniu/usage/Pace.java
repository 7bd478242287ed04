package tianniu.usage;

import java.time.Duration;

/** How often a run is sampled. */
enum Pace {
  /** Once an interval: somebody reads it. */
  FULL,
  /** Somebody reads it, and finds the same each time. */
  EASED,
  /** Nobody has read it for some seconds. */
  SLOW,
  /** Nobody has read it for a minute. */
  RESTING;

  static final long SLOW_NANOS = Duration.ofSeconds(5).toNanos();
  static final long RESTING_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long SLOW_AFTER_NANOS = Duration.ofSeconds(10).toNanos();
  static final long RESTING_AFTER_NANOS = Duration.ofMinutes(1).toNanos();

  /**
   * So many samples without a change: a container that idles for good, not between two requests.
   */
  private static final int EASED_AFTER = 10;

  /**
   * @param unread nanoseconds since somebody last read it
   * @param unchanged samples in a row that were as the one before
   */
  static Pace of(long unread, int unchanged) {
    if (unread >= RESTING_AFTER_NANOS) {
      return RESTING;
    }
    if (unread >= SLOW_AFTER_NANOS) {
      return SLOW;
    }
    return unchanged >= EASED_AFTER ? EASED : FULL;
  }
}
