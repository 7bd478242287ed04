package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tianniu.faults.FaultProxy;
import tianniu.faults.Rule;
import tools.jackson.databind.JsonNode;

/** A server whose engine lies, breaks off and hangs: it says so, and is right again afterwards. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyEngineIT {
  private static final Duration HEALED = Patience.of(Duration.ofMinutes(1));

  /** The comparison of all containers comes every 20 s. */
  private static final Duration RECONCILED = Patience.of(Duration.ofMinutes(1));

  /** Before whoever waits for an engine gives it up. */
  private static final Duration QUICK = Patience.of(Duration.ofMillis(3_500));

  private final Docker docker;
  private final FaultProxy proxy;
  private final Product product;
  private final Api api;

  private long filesBefore;
  private long threadsBefore;

  FaultyEngineIT(Docker docker, @TempDir Path directory) throws IOException {
    this.docker = docker;
    this.proxy =
        new FaultProxy(
            directory.resolve("proxy.sock"), Path.of(Docker.host().replace("unix://", "")), 1);
    this.product = Product.start("faulty", Map.of("DOCKER_HOST", proxy.host()));
    this.api = new Api(product);
  }

  @BeforeAll
  void count() throws IOException {
    api.delete("/containers/" + api.sleeper() + "?force=true").ok();
    filesBefore = entries("fd");
    threadsBefore = entries("task");
  }

  @AfterEach
  void everythingIsAsTheEngineHasIt() {
    proxy.rules().clear();
    awaitEqual(HEALED);
    await("writes are taken again")
        .atMost(HEALED)
        .ignoreExceptions()
        .untilAsserted(() -> api.delete("/containers/" + api.sleeper() + "?force=true").ok());
  }

  @AfterAll
  void nothingHasLeaked() throws IOException {
    // A container that runs holds files of its control groups open.
    docker.removeEverythingOfThisRun();
    try (product;
        proxy) {
      await("descriptors, threads and connections are few again")
          .atMost(HEALED)
          .untilAsserted(
              () -> {
                assertThat(entries("fd")).isLessThanOrEqualTo(filesBefore + 12);
                assertThat(entries("task")).isLessThanOrEqualTo(threadsBefore + 8);
                assertThat(proxy.connections()).isLessThanOrEqualTo(10);
              });
    }
  }

  private long entries(String what) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + product.pid() + "/" + what))) {
      return all.count();
    }
  }

  private void rules(String... lines) {
    for (String line : lines) {
      proxy.rules().add(Rule.parse(line));
    }
  }

  /** The same, and for streams that are open already. */
  private void rulesForAll(String... lines) {
    rules(lines);
    proxy.breakConnections();
  }

  private void awaitEqual(Duration limit) {
    await("the view is the engine's")
        .atMost(limit)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(ours()).isEqualTo(theirs()));
  }

  private Map<String, String> ours() {
    Map<String, String> states = new TreeMap<>();
    for (JsonNode one : api.get("/containers?limit=100").ok().path("containers")) {
      states.put(one.path("name").asString(), one.path("status").asString());
    }
    return states;
  }

  private Map<String, String> theirs() {
    Map<String, String> states = new TreeMap<>();
    docker
        .run("ps", "-a", "--format", "{{.Names}} {{.State}}")
        .lines()
        .forEach(
            line -> {
              String[] words = line.split(" ", 2);
              boolean ended = words[1].equals("exited") || words[1].equals("created");
              states.put(words[0], ended ? "stopped" : words[1]);
            });
    return states;
  }

  private void assertReadsAreQuick() {
    Instant asked = Instant.now();
    api.get("/containers?limit=100").ok();
    assertThat(Duration.between(asked, Instant.now())).isLessThan(QUICK);
  }

  @Test
  void eventsDroppedAndDoubled_theViewIsRightAfterAComparison() {
    rulesForAll("GET ^/events drop 0.5", "GET ^/events double 0.5");
    List<String> names = Stream.of("a", "b", "c", "d").map(docker::foreign).toList();

    docker.run("stop", "-t", "1", names.get(0), names.get(1));
    docker.run("rm", "-f", names.get(1), names.get(2));

    awaitEqual(RECONCILED);
  }

  @Test
  void listsAndLooksCutInTheirBodies_areAskedAgain() {
    String id = api.sleeper();
    rulesForAll(
        "GET ^/containers/json cut 20 n=2",
        "GET ^/containers/[0-9a-f]+/json cut 50 n=4",
        "GET ^/info cut 10 n=1");

    assertReadsAreQuick();
    docker.run("stop", "-t", "1", api.name(id));

    api.awaitStatus(id, "stopped", RECONCILED);
  }

  @Test
  void logsCutInTheirBody_areNoServerError() {
    String id = api.finished("for i in 1 2 3 4 5 6; do echo a line of some length; done");
    rules("GET /logs cut 60 n=1");

    Answer cut = api.get("/containers/" + id + "/logs?tail=all");

    assertThat(cut.status()).isIn(200, 503);
    assertThat(api.messages(id)).hasSize(6);
  }

  @Test
  void pullThatBreaks_endsInFailed_andIsRetriedWithStart() {
    String image = System.getenv("TIANNIU_LAB_REGISTRY") + "/lab/pulled:1";
    docker.succeeds("rmi", "-f", image);
    rules("POST ^/images/create cut 20 n=1");

    Body body = Body.of("pulled", image).command("sleep", "1000");
    String id = api.accepted(body);
    api.awaitStatus(id, "failed");
    assertThat(api.detail(id).at("/status_reason/message").asString()).isNotBlank();
    api.act(id, "start");

    api.awaitStatus(id, "running");
  }

  @Test
  void errorsOfTheEngine_areTheReasonThatIsTold_andTheNextTryWorks() {
    rules("POST /start$ status 500 n=1");
    String id = api.accepted(Body.sleeper("refused"));
    api.awaitStatus(id, "failed");
    assertThat(api.detail(id).at("/status_reason/message").asString()).isNotBlank();
    api.act(id, "start");
    api.awaitStatus(id, "running");

    rules("POST /stop status 500 n=1");
    api.act(id, "stop?timeout=1&wait=60s");
    assertThat(api.status(id)).isEqualTo("running");
    api.act(id, "stop?timeout=1&wait=60s");
    assertThat(api.status(id)).isEqualTo("stopped");
  }

  @Test
  void answersLost_whatTheEngineDidShows() {
    rules("POST /start$ lost n=1", "POST /stop lost n=1", "DELETE ^/containers/ lost n=1");
    String id = api.accepted(Body.sleeper("lost"));

    awaitEqual(HEALED);
    api.awaitStatus(id, "running");
    api.act(id, "stop?timeout=1&wait=60s");
    api.awaitStatus(id, "stopped");
    api.delete("/containers/" + id).ok();
    api.get("/containers/" + id).refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void answersLost_aContainerIsMadeAnewAllTheSame() {
    String secret = Docker.newName("secret");
    api.put("/secrets/" + secret, "{\"values\":{\"word\":\"0\"}}").ok();
    rules("POST ^/containers/create lost n=1");
    String id =
        api.running(
            Body.sleeper("anew")
                .json(
                    "environment_variables",
                    "[{\"name\":\"W\",\"value_from\":{\"secret_name\":\"%s\",\"key\":\"word\"}}]"
                        .formatted(secret)));

    for (String step :
        List.of("POST /stop", "DELETE ^/containers/", "POST ^/containers/create", "POST /start$")) {
      String before = api.detail(id).path("engine_id").asString();
      rules(step + " lost n=1");
      api.post(
              "/secrets/" + secret + "/rotate?wait=60s",
              "{\"values\":{\"word\":\"1\"},\"recreate\":true}")
          .ok();
      api.awaitStatus(id, "running", HEALED);
      assertThat(api.detail(id).path("engine_id").asString()).as(step).isNotEqualTo(before);
    }
    api.delete("/containers/" + id + "?force=true").ok();
    api.delete("/secrets/" + secret).ok();
  }

  @Test
  void slowAnswers_holdUpNoRead() {
    rules("* . delay 100ms+300ms", "GET ^/containers/[0-9a-f]+/json trickle 1ms p=0.2");

    String id = api.accepted(Body.sleeper("slow"));

    assertReadsAreQuick();
    api.awaitStatus(id, "running", HEALED);
  }

  @Test
  void noiseForAnswers_isNoServerError() {
    String id = api.sleeper();
    rulesForAll(
        "GET ^/containers/json noise 500 n=2",
        "GET ^/containers/[0-9a-f]+/json gibberish 500 n=2",
        "GET ^/events gibberish 500 n=1");

    assertReadsAreQuick();
    docker.run("kill", api.name(id));

    api.awaitStatus(id, "stopped", RECONCILED);
  }

  @Test
  void engineThatTakesConnectionsAndSaysNothing_isAway_andComesBackByItself() {
    rulesForAll("* . mute");

    await("writes are refused")
        .atMost(HEALED)
        .untilAsserted(() -> api.create(Body.sleeper("mute")).refused("ENGINE_UNAVAILABLE"));
    assertReadsAreQuick();
  }
}
