package tianniu.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tianniu.api.ApiDocument;
import tianniu.api.ApiOperation;
import tianniu.api.Situation;
import tianniu.api.World;
import tianniu.caller.Permission;
import tianniu.http.Route;

/** Every operation, called by everybody, for what is theirs and what is not. */
class AccessMatrixTest {
  private static final List<ApiOperation> OPERATIONS = ApiDocument.load().operations();
  private static final List<Row> ROWS = new ArrayList<>();
  private static List<Route> routes = List.of();

  @BeforeAll
  static void callEverything(@TempDir Path dataDirs) throws Exception {
    Map<String, List<Errand>> errands =
        Errand.all().stream().collect(Collectors.groupingBy(Errand::operation));
    for (ApiOperation operation : OPERATIONS) {
      String id = operation.id();
      List<Errand> its = errands.getOrDefault(id, List.of());
      ROWS.addAll(Trial.of(dataDirs.resolve(id), id, operation.permission(), its));
    }
    try (World world = World.open(dataDirs.resolve("routes"), Situation.USUAL, Map.of())) {
      routes = world.routes();
    }
  }

  @TestFactory
  Stream<DynamicTest> operations_all_holdForEverybody() {
    return OPERATIONS.stream()
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.id(), () -> assertThat(holes(operation.id())).isEmpty()));
  }

  private static List<String> holes(String operation) {
    return ROWS.stream()
        .filter(row -> row.errand().operation().equals(operation))
        .flatMap(
            row ->
                row.holes().stream().map(hole -> row.errand() + ", " + row.visitor() + ": " + hole))
        .toList();
  }

  @Test
  void routes_all_haveRows() {
    assertThat(Coverage.gaps(routes, OPERATIONS, ROWS)).isEmpty();
  }

  @Test
  void routes_oneMoreThatIsOpen_isAGap() {
    Route open = Route.get("/api/v1/backdoor", "openBackdoor", Permission.PUBLIC, _ -> noReply());

    assertThat(Coverage.gaps(and(open), OPERATIONS, ROWS))
        .containsExactly(
            "openBackdoor is not in the document",
            "openBackdoor is open to anybody",
            "openBackdoor has no row for some callers");
  }

  @Test
  void routes_oneMoreThatIsGuarded_isAGapUntilItHasRows() {
    Route guarded =
        Route.get("/api/v1/annex", "getAnnex", Permission.CONTAINER_READ, _ -> noReply());

    assertThat(Coverage.gaps(and(guarded), OPERATIONS, ROWS))
        .containsExactly("getAnnex is not in the document", "getAnnex has no row for some callers");
  }

  @Test
  void routes_oneThatLostItsGuard_isAGap() {
    List<Route> changed = new ArrayList<>(routes);
    changed.removeIf(route -> route.operationId().equals("listSecrets"));
    changed.add(Route.get("/api/v1/secrets", "listSecrets", Permission.PUBLIC, _ -> noReply()));

    assertThat(Coverage.gaps(changed, OPERATIONS, ROWS))
        .containsExactly(
            "listSecrets asks for another permission than the document says",
            "listSecrets is open to anybody");
  }

  @Test
  void errands_oneOperationUntried_isAGap() {
    List<Row> fewer =
        ROWS.stream().filter(row -> !row.errand().operation().equals("getKey")).toList();

    assertThat(Coverage.gaps(routes, OPERATIONS, fewer))
        .containsExactly("getKey has no row for some callers");
  }

  /** Rewritten by {@code mvn test -Dtest=AccessMatrixTest -Dmatrix.write=true}. */
  @Test
  void publishedMatrix_isWhatWasMeasured() throws Exception {
    Map<String, String> permissions = new LinkedHashMap<>();
    OPERATIONS.forEach(operation -> permissions.put(operation.id(), operation.permission()));
    String table = Publication.table(permissions, ROWS);

    if (Boolean.getBoolean("matrix.write")) {
      Publication.write(table);
    }

    assertThat(Publication.published())
        .as("write it with: mvn test -Dtest=AccessMatrixTest -Dmatrix.write=true")
        .isEqualTo(table);
  }

  private static List<Route> and(Route route) {
    List<Route> more = new ArrayList<>(routes);
    more.add(route);
    return more;
  }

  private static tianniu.http.Reply noReply() {
    throw new IllegalStateException("never called");
  }
}
