package tianniu.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clock by which old things go: the wall clock once it has gone evenly for ten minutes, and
 * {@link Instant#EPOCH}, by which nothing is old, before that and after each time that it was set.
 * A wall clock that is wrong for a while costs nothing of what was kept for days.
 */
public final class EvenClock implements InstantSource {
  private static final Duration EVEN_FOR = Duration.ofMinutes(10);

  /** A clock that is steered moves this much without being wrong, and so does a leap second. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final InstantSource wall;
  private final LongSupplier nanoTime;

  /** When it was last set, by both clocks. */
  private Instant setAt;

  private long setAtNanos;

  /**
   * @param nanoTime nanoseconds since whenever, by a clock that nobody sets
   */
  public EvenClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.setAt = wall.instant();
    this.setAtNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized Instant instant() {
    Instant now = wall.instant();
    long nanos = nanoTime.getAsLong();
    Duration since = Duration.ofNanos(nanos - setAtNanos);
    if (Duration.between(setAt.plus(since), now).abs().compareTo(SLACK) > 0) {
      setAt = now;
      setAtNanos = nanos;
      return Instant.EPOCH;
    }
    return since.compareTo(EVEN_FOR) < 0 ? Instant.EPOCH : now;
  }
}
