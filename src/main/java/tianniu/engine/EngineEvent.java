package tianniu.engine;

import java.time.Instant;

/**
 * Something happened to a container.
 *
 * @param action the engine's word for it, such as {@code start} or {@code oom}
 */
public record EngineEvent(EngineRef ref, Kind kind, String action, Instant at) {
  /** What an event means to who keeps a picture of the container. */
  public enum Kind {
    /** Look again. */
    CHANGED,
    /** It is gone. */
    REMOVED
  }
}
