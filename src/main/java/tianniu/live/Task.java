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
public record Task(@Nullable String operation, Status begun, Status now, @Nullable String cause) {
  /** The cause of a restart that the server does, since the container is unhealthy. */
  public static final String UNHEALTHY = "unhealthy";

  /** Of an operation that begins. */
  public static Task of(String operation, Status begun, @Nullable String cause) {
    return new Task(operation, begun, begun, cause);
  }

  /** Of no operation. */
  public static Task of(Status begun) {
    return new Task(null, begun, begun, null);
  }

  Task at(Status next) {
    return new Task(operation, begun, next, cause);
  }
}
