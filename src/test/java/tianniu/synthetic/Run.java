package tianniu.synthetic;

import java.time.Instant;

/**
 * What changes in the life of a container.
 *
 * @param pid 0 when it has no process
 */
record Run(Status status, int pid, Instant started, Instant finished, int exitCode) {
  /** A container's status, as the engine writes it. */
  enum Status {
    CREATED,
    RUNNING,
    PAUSED,
    EXITED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The engine's word for "not yet": the year 1. */
  static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

  static final Run NONE = new Run(Status.CREATED, 0, NEVER, NEVER, 0);

  boolean hasProcess() {
    return pid != 0;
  }

  Run begun(int newPid, Instant now) {
    return new Run(Status.RUNNING, newPid, now, finished, 0);
  }

  Run ended(int code, Instant now) {
    return new Run(Status.EXITED, 0, started, now, code);
  }

  Run with(Status other) {
    return new Run(other, pid, started, finished, exitCode);
  }
}
