package tianniu.live;

import java.util.Locale;
import java.util.Optional;
import tianniu.engine.EngineState;

/** A container's status in the API. */
public enum Status {
  CREATING,
  STARTING,
  RUNNING,
  PAUSING,
  PAUSED,
  UNPAUSING,
  STOPPING,
  STOPPED,
  RESTARTING,
  DELETING,
  DELETED,
  /** Its creation failed. */
  FAILED;

  /** As the API writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Status> of(String word) {
    for (Status status : values()) {
      if (status.word().equals(word)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }

  static Status of(EngineState state) {
    return switch (state) {
      case RUNNING -> RUNNING;
      case PAUSED -> PAUSED;
      case RESTARTING -> RESTARTING;
      case REMOVING -> DELETING;
      case CREATED, EXITED, DEAD -> STOPPED;
    };
  }
}
