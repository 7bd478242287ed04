package tianniu.matrix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tianniu.api.ApiOperation;
import tianniu.caller.Permission;
import tianniu.http.Route;

/** Whether every route is guarded, stands in the document and has rows. */
final class Coverage {
  /** All that anybody may call without a key. */
  private static final Set<String> PUBLIC = Set.of("getHealth", "getApiDocument");

  private Coverage() {}

  /** What is missing; empty when all is well. */
  static List<String> gaps(
      List<Route> routes, List<ApiOperation> operations, Collection<Row> rows) {
    Map<String, ApiOperation> documented = new HashMap<>();
    operations.forEach(operation -> documented.put(operation.id(), operation));
    Map<String, Set<Visitor>> tried = new HashMap<>();
    rows.forEach(
        row ->
            tried
                .computeIfAbsent(row.errand().operation(), _ -> new HashSet<>())
                .add(row.visitor()));
    List<String> gaps = new ArrayList<>();
    Set<String> served = new HashSet<>();
    for (Route route : routes) {
      String id = route.operationId();
      served.add(id);
      ApiOperation operation = documented.get(id);
      if (operation == null) {
        gaps.add(id + " is not in the document");
      } else if (!operation.permission().equals(route.permission().word())) {
        gaps.add(id + " asks for another permission than the document says");
      }
      if (route.permission() == Permission.PUBLIC && !PUBLIC.contains(id)) {
        gaps.add(id + " is open to anybody");
      }
      if (!tried.getOrDefault(id, Set.of()).containsAll(Visitor.all())) {
        gaps.add(id + " has no row for some callers");
      }
    }
    for (String id : documented.keySet()) {
      if (!served.contains(id)) {
        gaps.add(id + " has no route");
      }
    }
    return gaps;
  }
}
