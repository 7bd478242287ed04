package tianniu.operation;

import java.util.Locale;

/** What an operation is at. */
public enum Step {
  /** For its turn. */
  WAITING,
  PULLING,
  CREATING,
  STARTING,
  STOPPING,
  PAUSING,
  UNPAUSING,
  REMOVING;

  /** As the API writes it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
