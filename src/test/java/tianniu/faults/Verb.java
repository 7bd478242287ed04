package tianniu.faults;

import java.util.Locale;

/** What the clients of a round ask for. */
enum Verb {
  CREATE("running"),
  START("running"),
  STOP("stopped"),
  RESTART("running"),
  PAUSE("paused"),
  UNPAUSE("running"),
  DELETE(Subject.GONE);

  private final String outcome;

  Verb(String outcome) {
    this.outcome = outcome;
  }

  boolean isAllowedIn(String status) {
    return switch (this) {
      case CREATE -> false;
      case START -> status.equals("stopped");
      case STOP -> status.equals("running") || status.equals("paused");
      case RESTART -> status.equals("stopped") || STOP.isAllowedIn(status);
      case PAUSE -> status.equals("running");
      case UNPAUSE -> status.equals("paused");
      case DELETE -> status.equals("failed") || RESTART.isAllowedIn(status);
    };
  }

  /** The status that it ends in, when it goes well. */
  String outcome() {
    return outcome;
  }

  /** Whether the engine starts the container's process for it. */
  boolean startsProcess() {
    return this == CREATE || this == START || this == RESTART;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
