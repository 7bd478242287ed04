package tianniu.live;

import org.jspecify.annotations.Nullable;

/**
 * What is under way on a container, from its beginning to its end.
 *
 * @param operation its id in the API; null for what is no operation, such as a sweep
 * @param begun the status that it began with, which tells what it is
 * @param now the status that it has come to, such as {@code starting} in a creation
 * @param cause why the server itself does it; null when somebody has asked for it
 */
public record Task(
    @Nullable String operation, Status begun, Status now, @Nullable String cause, Stage stage) {
  /** The cause of a restart that the server does, since the container is unhealthy. */
  public static final String UNHEALTHY = "unhealthy";

  /** How sure it is. */
  public enum Stage {
    /** It may still be refused, and is then as if it had never been. */
    ASKED,
    /** It is on disk that it is to be done, or need not be. */
    PROMISED,
    /** It will not be done after all. */
    CALLED_OFF
  }

  /** What is promised. */
  public Task(@Nullable String operation, Status begun, Status now, @Nullable String cause) {
    this(operation, begun, now, cause, Stage.PROMISED);
  }

  /** Of an operation that begins, and is promised. */
  public static Task of(String operation, Status begun, @Nullable String cause) {
    return new Task(operation, begun, begun, cause);
  }

  /** Of an operation that is asked for. */
  public static Task asked(String operation, Status begun, @Nullable String cause) {
    return new Task(operation, begun, begun, cause, Stage.ASKED);
  }

  /** Of no operation. */
  public static Task of(Status begun) {
    return new Task(null, begun, begun, null);
  }

  Task at(Status next) {
    return new Task(operation, begun, next, cause, stage);
  }

  Task at(Stage next) {
    return new Task(operation, begun, now, cause, next);
  }
}
