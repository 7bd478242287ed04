package tianniu.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.http.Route;
import tools.jackson.databind.JsonNode;

/** The server's routes are those of the document, and the document's those of the server. */
class RoutesMatchDocumentTest {
  private final ApiDocument document = ApiDocument.load();

  @Test
  void routes_all_areTheDocumentsOperations(@TempDir Path dataDir) throws Exception {
    List<Route> routes;
    try (World world = World.open(dataDir, Situation.USUAL)) {
      routes = world.routes();
    }

    assertThat(routes.stream().map(RoutesMatchDocumentTest::line).toList())
        .containsExactlyInAnyOrderElementsOf(
            document.operations().stream().map(this::line).toList());
  }

  private static String line(Route route) {
    return route.method()
        + " "
        + route.path()
        + " "
        + route.operationId()
        + " "
        + route.permission().word()
        + " "
        + new TreeSet<>(route.query());
  }

  private String line(ApiOperation operation) {
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : operation.parameters()) {
      if (parameter.path("in").asString().equals("query")) {
        JsonNode schema = document.resolve(parameter.path("schema"));
        boolean isRepeatable = schema.path("type").asString("").equals("array");
        query.add(parameter.path("name").asString() + (isRepeatable ? "..." : ""));
      }
    }
    return operation.method()
        + " "
        + operation.path()
        + " "
        + operation.id()
        + " "
        + operation.permission()
        + " "
        + new TreeSet<>(query);
  }
}
