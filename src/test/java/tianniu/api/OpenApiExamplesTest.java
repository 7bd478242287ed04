package tianniu.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Every example of the document is what the server really answers, over real HTTP. */
class OpenApiExamplesTest {
  /** What answers a defect also logs it, once an example. */
  private static final List<Logger> EXPECTED =
      Stream.of(
              "tianniu.http.FrontDoor",
              "tianniu.store",
              "tianniu.audit",
              "tianniu.live",
              "tianniu.health")
          .map(name -> (Logger) LoggerFactory.getLogger(name))
          .toList();

  @TempDir private static Path dataDirs;

  /** One server a situation, for all examples that leave it as it is. */
  private static final Map<Situation, World> SHARED = new EnumMap<>(Situation.class);

  private static int worlds;

  private final ApiDocument document = ApiDocument.load();
  private final Set<Replay> replayed = new HashSet<>();

  @BeforeAll
  static void silenceExpectedDefects() {
    EXPECTED.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @AfterAll
  static void closeWorlds() {
    SHARED.values().forEach(World::close);
    EXPECTED.forEach(logger -> logger.setLevel(null));
  }

  @TestFactory
  Stream<DynamicTest> examples_all_areAnsweredAsShown() {
    List<Replay> replays = new ArrayList<>();
    for (ApiOperation operation : document.operations()) {
      for (ApiOperation.Answer answer : operation.answers()) {
        answer.examples().forEach(example -> replays.add(Replay.of(answer, example)));
      }
    }
    document
        .examplesWithoutOperation()
        .forEach(example -> replays.add(Replay.withoutOperation(document, example)));
    return Stream.concat(
        replays.stream()
            .map(replay -> DynamicTest.dynamicTest(replay.toString(), () -> replay(replay))),
        Stream.of(
            DynamicTest.dynamicTest("no example was left out", this::checkNothingWasLeftOut),
            DynamicTest.dynamicTest("no error was left out", this::checkErrors)));
  }

  private void replay(Replay replay) throws Exception {
    Situation situation = Situation.of(replay.example().request().given());
    if (changesSomething(replay)) {
      try (World world = open(situation)) {
        replay.run(world);
      }
    } else {
      replay.run(shared(situation));
    }
    replayed.add(replay);
  }

  private boolean changesSomething(Replay replay) {
    return replay.example().status() == 200
        && document.operations().stream()
            .anyMatch(
                operation ->
                    operation.id().equals(replay.operationId())
                        && operation.permission().endsWith(":write"));
  }

  private static World shared(Situation situation) throws Exception {
    World known = SHARED.get(situation);
    if (known != null) {
      return known;
    }
    World world = open(situation);
    SHARED.put(situation, world);
    if (situation == Situation.USUAL) {
      world.awaitFigures();
    }
    return world;
  }

  private static World open(Situation situation) throws Exception {
    return World.open(dataDirs.resolve(Integer.toString(worlds++)), situation);
  }

  /** Counts in the document as it is written, past all that reads examples from it. */
  private void checkNothingWasLeftOut() {
    List<JsonNode> responses = new ArrayList<>();
    for (JsonNode path : document.root().path("paths")) {
      for (JsonNode operation : path) {
        operation.path("responses").forEach(each -> responses.add(document.resolve(each)));
      }
    }
    for (String name : List.of("NotFound", "MethodNotAllowed")) {
      responses.add(document.root().path("components").path("responses").path(name));
    }
    int written = 0;
    for (JsonNode response : responses) {
      written += response.path("x-examples").size();
      for (JsonNode content : response.path("content")) {
        written += content.path("examples").size();
      }
    }
    assertThat(replayed).hasSize(written);
  }

  private void checkErrors() {
    for (ApiOperation operation : document.operations()) {
      for (ApiOperation.Answer answer : operation.answers()) {
        for (String code : answer.codes()) {
          assertThat(replayed)
              .as(answer + " " + code)
              .anyMatch(
                  replay ->
                      replay.operationId().equals(operation.id())
                          && replay.example().status() == answer.status()
                          && replay.code().equals(code));
        }
      }
    }
  }
}
