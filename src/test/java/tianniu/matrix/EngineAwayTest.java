package tianniu.matrix;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tianniu.api.ApiDocument;
import tianniu.api.ApiOperation;
import tianniu.api.HttpWire;
import tianniu.api.HttpWire.Head;
import tianniu.matrix.Errand.Ask;
import tools.jackson.databind.json.JsonMapper;

/** Every operation, called while the engine is away. */
class EngineAwayTest {
  /** Whose answers are of the view, and say how old it is. */
  private static final Set<String> OF_THE_VIEW = Set.of("container:read", "quota:read");

  /** What only the engine can do or tell. */
  private static final Set<String> OF_THE_ENGINE =
      Set.of("container:write", "container:exec", "container:logs");

  private static final Visitor ADMIN = new Visitor(Standing.ADMIN, Reach.EVERYWHERE);
  private static final Map<String, Estate> ESTATES = new HashMap<>();

  @BeforeAll
  static void open(@TempDir Path dataDirs) throws Exception {
    for (String state : List.of("running", "stopped", "paused")) {
      Estate estate = Estate.open(dataDirs.resolve(state), "container:read", state);
      ESTATES.put(state, estate);
      estate.loseEngine();
    }
  }

  @AfterAll
  static void close() {
    ESTATES.values().forEach(Estate::close);
    ESTATES.clear();
  }

  @TestFactory
  Stream<DynamicTest> operations_all_goOnOrSayThatTheEngineIsAway() {
    Map<String, List<Errand>> errands =
        Errand.all().stream()
            .filter(errand -> errand.unbound() == Outcome.ALLOWED)
            .collect(Collectors.groupingBy(Errand::operation));
    return ApiDocument.load().operations().stream()
        .filter(operation -> errands.containsKey(operation.id()))
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.id(),
                    () -> tryAll(operation, errands.getOrDefault(operation.id(), List.of()))));
  }

  private static void tryAll(ApiOperation operation, List<Errand> errands) throws Exception {
    Estate estate = requireNonNull(ESTATES.get(Trial.stateFor(operation.id())));
    for (Errand errand : errands) {
      Ask ask = errand.ask().apply(estate);
      try (HttpWire wire = HttpWire.to(estate.port())) {
        Head head =
            wire.send(
                ask.method(),
                ask.target(),
                Trial.headers(ask, estate.key(ADMIN)),
                ask.body().getBytes(StandardCharsets.UTF_8));
        if (needsEngine(operation, errand, ask)) {
          assertThat(head.status()).as("%s", errand).isEqualTo(503);
          assertThat(head.headers().get("retry-after")).as("%s", errand).matches("\\d+");
          String text = new String(wire.body(head, Integer.MAX_VALUE), StandardCharsets.UTF_8);
          assertThat(JsonMapper.shared().readTree(text).at("/error/code").asString())
              .as("%s: %s", errand, text)
              .isEqualTo("ENGINE_UNAVAILABLE");
        } else {
          assertThat(head.status()).as("%s", errand).isEqualTo(200);
        }
        String age = head.headers().get("x-tianniu-stale");
        if (OF_THE_VIEW.contains(operation.permission())) {
          assertThat(age).as("%s", errand).matches("\\d+");
        } else {
          assertThat(age).as("%s", errand).isNull();
        }
      }
      for (Side side : errand.spends()) {
        if (errand.about() != Kind.CONTAINER) {
          estate.renew(errand.about(), side);
        }
      }
    }
  }

  private static boolean needsEngine(ApiOperation operation, Errand errand, Ask ask) {
    boolean isInside =
        OF_THE_ENGINE.contains(operation.permission())
            || errand.alsoNeeds().stream().anyMatch(OF_THE_ENGINE::contains);
    // Who follows a log does so across restarts of the engine, and may come in the middle of one.
    return isInside && !ask.target().contains("follow=true");
  }
}
