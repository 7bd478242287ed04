package tianniu.diagnosis;

import java.util.Locale;

/** What is the matter with a container, in one word. */
enum Verdict {
  HEALTHY,
  /** It runs, and nothing tells whether it is well. */
  RUNNING,
  STARTING,
  UNHEALTHY,
  PAUSED,
  CRASH_LOOPING,
  /** An operation is under way that ends its run, freezes it or removes it. */
  CHANGING,
  NEVER_STARTED,
  STOPPED_ON_REQUEST,
  EXITED_OK,
  EXITED_WITH_ERROR,
  COMMAND_NOT_FOUND,
  COMMAND_NOT_EXECUTABLE,
  START_FAILED,
  OUT_OF_MEMORY,
  KILLED,
  /** The program broke: a segmentation fault, an abort and the like. */
  CRASHED,
  IMAGE_MISSING,
  IMAGE_REFUSED,
  REGISTRY_UNREACHABLE,
  NETWORK_MISSING,
  PORT_TAKEN,
  VOLUME_MISSING,
  SECRET_MISSING,
  NAME_TAKEN,
  NOT_PERMITTED,
  LIMIT_EXCEEDED,
  CREATION_FAILED,
  /** Somebody called its creation off. */
  CANCELLED,
  ENDED_BY_POLICY,
  ENGINE_UNAVAILABLE,
  REMOVED,
  /** It does not run, and nothing is known of its end. */
  UNKNOWN;

  /** As the API writes it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
