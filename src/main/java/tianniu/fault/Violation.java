package tianniu.fault;

/**
 * One thing that is wrong with a request, and where.
 *
 * @param where the place in the request that {@code path} speaks of
 * @param path for a body a field path such as {@code ports[0].internal}; for the rest the name of
 *     the query parameter, path parameter or header; empty for the request as a whole
 * @param message what is wrong, for people
 */
public record Violation(Where where, String path, String message) {
  /** The part of a request. */
  public enum Where {
    BODY,
    QUERY,
    PATH,
    HEADER
  }

  public static Violation field(String path, String message) {
    return new Violation(Where.BODY, path, message);
  }

  public static Violation parameter(String name, String message) {
    return new Violation(Where.QUERY, name, message);
  }
}
