package tianniu.engine;

import java.util.Locale;
import java.util.Optional;

/** What is to be done with a container that has become unhealthy. */
public enum OnUnhealthy {
  /** It is only told. */
  NONE,
  RESTART;

  /** As the API writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<OnUnhealthy> of(String word) {
    for (OnUnhealthy each : values()) {
      if (each.word().equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
