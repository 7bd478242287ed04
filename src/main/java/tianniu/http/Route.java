package tianniu.http;

import java.util.List;
import tianniu.caller.Permission;

/**
 * One operation of the API: a line of the route table.
 *
 * @param path segments separated by slashes; one in braces is a parameter
 * @param operationId the operation's word in the document, the audit and the metrics
 * @param query names of the query parameters it takes; one that ends in {@code ...} may be repeated
 * @param fromMemory whether its handler never waits for anything, nor takes long
 */
public record Route(
    Method method,
    String path,
    String operationId,
    Permission permission,
    Handler handler,
    List<String> query,
    boolean fromMemory) {
  /** The request methods that the API uses. */
  public enum Method {
    GET,
    POST,
    PUT,
    DELETE
  }

  public static Route get(String path, String operationId, Permission permission, Handler handler) {
    return new Route(Method.GET, path, operationId, permission, handler, List.of(), false);
  }

  public static Route post(
      String path, String operationId, Permission permission, Handler handler) {
    return new Route(Method.POST, path, operationId, permission, handler, List.of(), false);
  }

  public static Route put(String path, String operationId, Permission permission, Handler handler) {
    return new Route(Method.PUT, path, operationId, permission, handler, List.of(), false);
  }

  public static Route delete(
      String path, String operationId, Permission permission, Handler handler) {
    return new Route(Method.DELETE, path, operationId, permission, handler, List.of(), false);
  }

  /** The same route with its query parameters; any other one is refused before the handler runs. */
  public Route query(String... names) {
    return new Route(method, path, operationId, permission, handler, List.of(names), fromMemory);
  }

  /** The same route, whose answers come from memory. */
  public Route quick() {
    return new Route(method, path, operationId, permission, handler, query, true);
  }

  /** Whether each of its calls is: those that change something, or show what is sensitive. */
  boolean isRemembered() {
    return switch (permission) {
      case PUBLIC, CONTAINER_READ, CONTAINER_LOGS, QUOTA_READ -> false;
      case CONTAINER_WRITE,
          CONTAINER_EXEC,
          CONTAINER_PRIVILEGED,
          SECRET_READ,
          SECRET_WRITE,
          KEY_READ,
          KEY_WRITE,
          QUOTA_WRITE,
          AUDIT_READ ->
          true;
    };
  }

  /** Whether it shows the live view, which may be older than the engine. */
  boolean showsView() {
    return permission == Permission.CONTAINER_READ || permission == Permission.QUOTA_READ;
  }

  boolean takes(String parameter) {
    return (query.contains(parameter) && !parameter.endsWith("...")) || repeats(parameter);
  }

  boolean repeats(String parameter) {
    return query.contains(parameter + "...");
  }
}
