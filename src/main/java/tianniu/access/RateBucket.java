package tianniu.access;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts calls against a limit a minute. A minute's calls may come at once, and come back evenly
 * over the minute after (the generic cell rate algorithm, ITU-T I.371): there is one number to keep
 * and no window at whose edge twice as many get through.
 */
final class RateBucket {
  private static final long MINUTE = 60_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private final int limit;
  private final long interval;

  /** When the bucket will be full again, in the time of {@link System#nanoTime}. */
  private final AtomicLong fullAt;

  /**
   * Makes a full bucket.
   *
   * @param limit calls a minute, at least one
   * @param now nanoseconds
   */
  RateBucket(int limit, long now) {
    this.limit = limit;
    this.interval = MINUTE / limit;
    this.fullAt = new AtomicLong(now);
  }

  /**
   * What a call met.
   *
   * @param remaining calls that may come at once after this one
   * @param resetSeconds until the bucket is full
   * @param waitNanos how long the call came too early; zero when it may pass
   */
  record Taken(int limit, long remaining, long resetSeconds, long waitNanos) {
    boolean passes() {
      return waitNanos == 0;
    }
  }

  /** Takes a call out; one that may not pass costs nothing. */
  Taken take(long now) {
    while (true) {
      long full = fullAt.get();
      long base = full - now > 0 ? full : now;
      long next = base + interval;
      long debt = next - now;
      if (debt > MINUTE) {
        return new Taken(limit, 0, seconds(base - now), debt - MINUTE);
      }
      if (fullAt.compareAndSet(full, next)) {
        return new Taken(limit, (MINUTE - debt) / interval, seconds(debt), 0);
      }
    }
  }

  private static long seconds(long nanos) {
    return (nanos + SECOND - 1) / SECOND;
  }
}
