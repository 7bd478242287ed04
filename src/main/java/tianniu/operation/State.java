package tianniu.operation;

import java.util.Locale;
import java.util.Optional;

/** How far an operation has come. */
public enum State {
  /** It is on disk and waits for its turn. */
  ACCEPTED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** As the API and the journal write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<State> of(String word) {
    for (State state : values()) {
      if (state.word().equals(word)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  boolean isOpen() {
    return this == ACCEPTED || this == RUNNING;
  }
}
