package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tianniu.system.StubbornEngine.Mood;
import tools.jackson.databind.JsonNode;

/** An engine that hangs in one way or another, before a server of its own. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StubbornEngineIT {
  /** After 4 s, and what a busy machine adds; other calls of an engine have 10 s and more. */
  private static final Duration PROMISED = Patience.of(Duration.ofSeconds(9));

  private static final Duration NOTICED = Patience.of(Duration.ofSeconds(30));
  private static final Duration BACK = Patience.of(Duration.ofMinutes(1));

  private final StubbornEngine engine = new StubbornEngine();
  private Product product;
  private Api api;
  private String id;

  @BeforeAll
  void start() {
    product = Product.start("stubborn-engine", Map.of("DOCKER_HOST", engine.host()));
    api = new Api(product);
    id = api.running("sh", "-c", "trap 'exit 0' TERM; while :; do echo tick; sleep 0.2; done");
  }

  @AfterAll
  void stop() {
    engine.becomes(Mood.WILLING);
    api.delete("/containers/" + id + "?force=true").ok();
    product.close();
    engine.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "DRIBBLING", "CUTTING"})
  void engineHangs_readsSayHowOldTheyAre_writesAreAnsweredInTime_andAllHeals(Mood mood) {
    assertThat(age(api.get("/containers"))).isEmpty();
    try (Followed log = Followed.ndjson(api, id, "&tail=0")) {
      assertThat(log.message()).isEqualTo("tick");
      engine.becomes(mood);

      // Before anybody has noticed, and after.
      assertWritesAreRefusedInTime();
      await("the age of reads")
          .atMost(NOTICED)
          .untilAsserted(
              () -> {
                for (String path : List.of("/containers", "/containers/" + id)) {
                  Answer read = api.get(path);
                  assertThat(read.status()).isEqualTo(200);
                  assertThat(age(read)).singleElement().asString().matches("\\d+");
                }
              });
      await("health")
          .atMost(NOTICED)
          .untilAsserted(
              () -> {
                JsonNode health = api.send(api.bare("/healthz").GET()).ok();
                assertThat(health.path("status").asString()).isEqualTo("degraded");
                assertThat(Instant.parse(health.path("engine_away_since").asString()))
                    .isBetween(Instant.now().minusSeconds(600), Instant.now());
              });
      assertWritesAreRefusedInTime();

      engine.becomes(Mood.WILLING);
      await("all heals")
          .atMost(BACK)
          .untilAsserted(
              () -> {
                assertThat(age(api.get("/containers"))).isEmpty();
                api.get("/containers/" + id + "/logs?tail=1").ok();
                api.exec(id, "true");
              });
      // What came meanwhile was read from the log, and it goes on.
      for (int i = 0; i < 20; i++) {
        assertThat(log.message()).isEqualTo("tick");
      }
    }
  }

  private static List<String> age(Answer read) {
    return read.headers().getOrDefault("x-tianniu-stale", List.of());
  }

  private void assertWritesAreRefusedInTime() {
    assertRefusedInTime(() -> api.create(Body.sleeper("stubborn")));
    assertRefusedInTime(
        () ->
            api.post(
                "/containers/" + id + "/exec", Json.write(Map.of("command", List.of("true")))));
    assertRefusedInTime(() -> api.get("/containers/" + id + "/logs?tail=1"));
  }

  private static void assertRefusedInTime(java.util.function.Supplier<Answer> call) {
    Instant asked = Instant.now();
    Answer answer = call.get();
    answer.refused("ENGINE_UNAVAILABLE");
    assertThat(answer.header("Retry-After")).matches("\\d+");
    assertThat(Duration.between(asked, Instant.now())).isLessThan(PROMISED);
  }

  @Test
  void manyCalls_ofOneKey_leaveRoomForAnother() throws Exception {
    Api flood =
        api.withKey(
            "flood",
            "admin",
            ", \"rate_limits\": {\"reads_per_minute\": 0, \"writes_per_minute\": 0}");
    engine.becomes(Mood.WILLING);
    List<Thread> many =
        java.util.stream.IntStream.range(0, 300)
            .mapToObj(
                _ ->
                    Thread.ofVirtual()
                        .start(() -> flood.post("/containers?dry_run=true", Body.sleeper("dry"))))
            .toList();
    Instant asked = Instant.now();
    api.post("/containers/" + id + "/pause?wait=60s").ok();
    api.post("/containers/" + id + "/unpause?wait=60s").ok();
    assertThat(Duration.between(asked, Instant.now()))
        .isLessThan(Patience.of(Duration.ofSeconds(20)));
    for (Thread each : many) {
      each.join();
    }
  }
}
