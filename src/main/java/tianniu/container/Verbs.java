package tianniu.container;

import org.jspecify.annotations.Nullable;
import tianniu.live.Status;

/**
 * The operations on containers that are journalled, by the words that the document has for them.
 */
final class Verbs {
  static final String CREATE = "createContainer";

  /** Has no call of its own: it is a part of rotateSecret. */
  static final String RECREATE = "recreateContainer";

  private Verbs() {}

  /** Null when it is none of these. */
  static @Nullable Action action(String verb) {
    for (Action action : Action.values()) {
      if (action.operationId.equals(verb)) {
        return action;
      }
    }
    return null;
  }

  /** The status that a container shows meanwhile; null for a verb of another version. */
  static @Nullable Status transition(String verb) {
    Action action = action(verb);
    return switch (verb) {
      case CREATE -> Status.CREATING;
      case RECREATE -> Status.RESTARTING;
      default -> action == null ? null : action.transition;
    };
  }
}
