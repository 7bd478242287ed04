package tianniu.engine.docker;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Places moments of an engine's clock on ours, so that rates are over the time between two
 * measurements and not over that between two answers. One thread at a time.
 */
final class EngineTime {
  /** Answers differ by less on their way: beyond this the engine's clock was set. */
  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Clocks drift apart: so much of the difference is believed at each answer. */
  private static final int PATIENCE = 16;

  private boolean known;
  private long offset;

  /**
   * When it was measured, on the clock of {@code now}.
   *
   * @param measuredAt by the engine's clock
   * @param now when the answer came, by our monotonic clock
   */
  long nanoTime(Instant measuredAt, long now) {
    long there = TimeUnit.SECONDS.toNanos(measuredAt.getEpochSecond()) + measuredAt.getNano();
    long difference = now - there;
    if (!known || Math.abs(difference - offset) > STEP_NANOS) {
      offset = difference;
      known = true;
    } else {
      offset += (difference - offset) / PATIENCE;
    }
    return there + offset;
  }
}
