package tianniu.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a container.
 *
 * @param action the engine's word for it, such as {@code start} or {@code oom}
 * @param exitCode of a run that has just ended; null for all that is no end, or when it is not told
 */
public record EngineEvent(
    EngineRef ref, Kind kind, String action, Instant at, @Nullable Integer exitCode) {
  /** What an event means to who keeps a picture of the container. */
  public enum Kind {
    /** Look again. */
    CHANGED,
    /** It is gone. */
    REMOVED
  }
}
