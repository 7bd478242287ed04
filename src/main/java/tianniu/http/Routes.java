package tianniu.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The closed list of operations, as a tree of path segments. A literal segment wins over a
 * parameter, whatever the order of the lines; two routes that no request could tell apart are
 * refused at once.
 */
public final class Routes {
  private final List<Route> all;
  private final Node root = new Node();

  public Routes(List<Route> routes) {
    all = List.copyOf(routes);
    all.forEach(this::add);
  }

  public List<Route> all() {
    return all;
  }

  private void add(Route route) {
    Node node = root;
    for (String segment : segments(route.path())) {
      node = node.childFor(segment);
    }
    if (node.routes.putIfAbsent(route.method(), route) != null) {
      throw new IllegalArgumentException(
          "two routes for " + route.method() + " " + route.path() + ": " + route.operationId());
    }
  }

  /** Finds what a path leads to; null when nothing stands there. */
  @Nullable Place find(String path) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Node node = root.walk(segments(path), 0, parameters);
    return node == null ? null : new Place(node.routes, parameters);
  }

  private static List<String> segments(String path) {
    // An empty last segment stays: a trailing slash is another path.
    return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }

  /** A path of the table: the routes by method, and the values of the path's parameters. */
  record Place(Map<Route.Method, Route> routes, Map<String, String> parameters) {
    @Nullable Route route(String method) {
      for (Map.Entry<Route.Method, Route> entry : routes.entrySet()) {
        if (entry.getKey().name().equals(method)) {
          return entry.getValue();
        }
      }
      return null;
    }

    List<String> allowed() {
      return routes.keySet().stream().map(Enum::name).toList();
    }
  }

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<Route.Method, Route> routes = new TreeMap<>();
    private @Nullable String parameter;
    private @Nullable Node parameterChild;

    Node childFor(String segment) {
      if (!segment.startsWith("{")) {
        return literals.computeIfAbsent(segment, _ -> new Node());
      }
      String name = segment.substring(1, segment.length() - 1);
      if (parameterChild == null) {
        parameter = name;
        parameterChild = new Node();
      } else if (!name.equals(parameter)) {
        throw new IllegalArgumentException(
            "two names for one path parameter: " + parameter + ", " + name);
      }
      return parameterChild;
    }

    @Nullable Node walk(List<String> segments, int index, Map<String, String> parameters) {
      if (index == segments.size()) {
        return routes.isEmpty() ? null : this;
      }
      String segment = segments.get(index);
      Node literal = literals.get(segment);
      if (literal != null) {
        Node found = literal.walk(segments, index + 1, parameters);
        if (found != null) {
          return found;
        }
      }
      if (parameterChild == null || parameter == null || segment.isEmpty()) {
        return null;
      }
      Node found = parameterChild.walk(segments, index + 1, parameters);
      if (found != null) {
        parameters.put(parameter, segment);
      }
      return found;
    }
  }

  /** All routes of several chapters. */
  public static Routes of(List<List<Route>> chapters) {
    List<Route> routes = new ArrayList<>();
    chapters.forEach(routes::addAll);
    return new Routes(routes);
  }
}
