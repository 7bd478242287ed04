package tianniu.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The restarts in a row of one container.
 *
 * @param lastAt null before the first one
 * @param refusal why the last attempt was refused, for people; null when it was not
 */
record Course(int restarts, @Nullable Instant lastAt, @Nullable String refusal) {
  static final Course NONE = new Course(0, null, null);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** 10 s, 20 s, 40 s and so on to 5 min: what a restart does not mend needs people, not haste. */
  Duration pause() {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(restarts - 1L, 0, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** When there may be another one, as far as a wall clock can tell. */
  Instant dueAt(Instant now) {
    // A clock that was set back must not make it wait for what is not to come for hours.
    return lastAt == null || lastAt.isAfter(now) ? now : lastAt.plus(pause());
  }

  Course restarted(Instant at) {
    return new Course(restarts + 1, at, null);
  }

  Course refused(String why) {
    return new Course(restarts, lastAt, why);
  }
}
