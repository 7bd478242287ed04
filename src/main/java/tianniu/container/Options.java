package tianniu.container;

import java.time.Duration;

/**
 * How an action is to be done; each action reads what concerns it.
 *
 * @param grace how long a container may take to stop before it is killed
 * @param force delete also what runs
 * @param removeVolumes delete its anonymous volumes with it
 */
record Options(Duration grace, boolean force, boolean removeVolumes) {
  static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
  static final long MAX_GRACE_SECONDS = 3600;

  static final Options DEFAULT = new Options(DEFAULT_GRACE, false, false);

  static Options stopping(long graceSeconds) {
    return new Options(Duration.ofSeconds(graceSeconds), false, false);
  }

  static Options deleting(boolean force, boolean removeVolumes) {
    return new Options(DEFAULT_GRACE, force, removeVolumes);
  }
}
