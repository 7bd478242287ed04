package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The use of resources: of one container that turns a whole core, held to half of one. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatsIT {
  private static final long LIMIT = 128L << 20;
  private static final Duration AT_ONCE = Patience.of(Duration.ofMillis(500));

  private final Api api;
  private final Docker docker;
  private String busy = "";

  StatsIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  @BeforeAll
  void aBusyContainer() {
    busy =
        api.running(
            Body.of("busy", Docker.BUSYBOX)
                .command("sh", "-c", "while :; do :; done")
                .json("resource_limits", "{\"cpu\":\"0.5\",\"memory\":\"128MB\"}"));
    await().atMost(Api.SETTLED).until(() -> stats(busy).at("/cpu/usage_percent").asDouble(0) > 0);
  }

  private JsonNode stats(String id) {
    return api.get("/containers/" + id + "/stats").ok();
  }

  @Test
  void answer_hasTheDocumentedFieldsInOrderAndType() {
    JsonNode stats = stats(busy);

    Json.assertFieldsInOrder(stats, "container_id", "timestamp", "cpu", "memory", "network", "io");
    Json.assertFieldsInOrder(stats.path("cpu"), "usage_percent", "system_cpu_usage", "online_cpus");
    Json.assertFieldsInOrder(stats.path("memory"), "usage", "limit", "usage_percent");
    Json.assertFieldsInOrder(
        stats.path("network"),
        "rx_bytes",
        "rx_packets",
        "rx_errors",
        "rx_dropped",
        "tx_bytes",
        "tx_packets",
        "tx_errors",
        "tx_dropped");
    Json.assertFieldsInOrder(
        stats.path("io"), "read_ops", "write_ops", "read_bytes", "write_bytes");
    assertThat(stats.path("container_id").asString()).isEqualTo(busy);
    Json.assertText(stats.path("timestamp"), Json.SECONDS);
    for (String group : List.of("network", "io")) {
      assertThat(stats.path(group).valueStream())
          .allMatch(value -> value.isIntegralNumber() && value.asLong() >= 0);
    }
    assertThat(stats.at("/memory/usage").isIntegralNumber()).isTrue();
    assertThat(stats.at("/memory/limit").isIntegralNumber()).isTrue();
    assertThat(stats.at("/cpu/online_cpus").isInt()).isTrue();
  }

  @Test
  void timestamp_isNow() {
    assertThat(Instant.parse(stats(busy).path("timestamp").asString()))
        .isBetween(Instant.now().minusSeconds(20), Instant.now().plusSeconds(1));
  }

  @Test
  void cpu_underLoad_isAboutItsLimit() {
    // A machine that does other work gives less than the limit allows, and never more.
    await()
        .atMost(Api.SETTLED)
        .untilAsserted(
            () -> {
              JsonNode cpu = api.get("/containers/" + busy + "/stats?interval=3s").ok().path("cpu");
              assertThat(cpu.path("usage_percent").asDouble()).isBetween(15.0, 65.0);
              assertThat(cpu.path("system_cpu_usage").asDouble()).isBetween(10.0, 100.0);
              assertThat(cpu.path("online_cpus").asInt())
                  .isEqualTo(Runtime.getRuntime().availableProcessors());
            });
  }

  @Test
  void cpu_ofASleeper_isAboutNothing() {
    String id = api.sleeper();

    // The first measure has in it what it took the engine to set the container up.
    await()
        .atMost(Api.SETTLED)
        .untilAsserted(
            () -> {
              JsonNode percent = stats(id).at("/cpu/usage_percent");
              assertThat(percent.isNumber()).isTrue();
              assertThat(percent.asDouble()).isBetween(0.0, 10.0);
            });
  }

  @Test
  void memory_isWithinItsLimit() {
    JsonNode memory = stats(busy).path("memory");

    assertThat(memory.path("limit").asLong()).isEqualTo(LIMIT);
    assertThat(memory.path("usage").asLong()).isBetween(10_000L, LIMIT);
    assertThat(memory.path("usage_percent").asDouble())
        .isBetween(
            memory.path("usage").asLong() * 100.0 / LIMIT - 0.2,
            memory.path("usage").asLong() * 100.0 / LIMIT + 0.2);
  }

  @Test
  void memory_doesNotCountWhatTheKernelOnlyKeepsCached() {
    String id = api.sleeper();
    api.exec(
        id, "sh", "-c", "head -c 60000000 /dev/zero > /tmp/file; sync; cat /tmp/file > /dev/null");

    await().atMost(Api.SETTLED).until(() -> stats(id).at("/memory/usage").asLong() < 40_000_000);
  }

  @Test
  void network_countsWhatWasSent() throws Exception {
    Body body = Body.of("server", Docker.NGINX).json("ports", "[{\"internal\":80,\"external\":0}]");
    String server = api.running(body);
    int port = api.detail(server).at("/ports/0/external").asInt();
    await()
        .atMost(Api.SETTLED)
        .until(() -> stats(server).at("/network/rx_bytes").isIntegralNumber());
    HttpRequest page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
    await("it listens")
        .atMost(Api.SETTLED)
        .ignoreExceptions()
        .until(() -> api.http().send(page, BodyHandlers.discarding()).statusCode() == 200);
    long before = stats(server).at("/network/tx_bytes").asLong();
    for (int i = 0; i < 50; i++) {
      assertThat(api.http().send(page, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    await()
        .atMost(Api.SETTLED)
        .until(() -> stats(server).at("/network/tx_bytes").asLong() - before > 50 * 200);
    // The sample with enough bytes may be one from amid the requests.
    await().atMost(Api.SETTLED).until(() -> stats(server).at("/network/rx_packets").asLong() > 50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1s", "2s", "60s", "1m"})
  void interval_withinItsBounds_isAnsweredAtOnce(String interval) {
    assertAtOnce(() -> busy, id -> api.get("/containers/" + id + "/stats?interval=" + interval));
  }

  /**
   * At least once in some times: on a busy machine an answer may take as long as the shortest
   * interval, but one that waits for it always does.
   */
  private static void assertAtOnce(Supplier<String> container, Function<String, Answer> stats) {
    Duration quickest = Duration.ofDays(1);
    for (int i = 0; i < 10 && quickest.compareTo(AT_ONCE) > 0; i++) {
      String id = container.get();
      Instant asked = Instant.now();
      JsonNode answer = stats.apply(id).ok();
      Duration took = Duration.between(asked, Instant.now());
      quickest = took.compareTo(quickest) < 0 ? took : quickest;
      Json.assertFieldsInOrder(
          answer, "container_id", "timestamp", "cpu", "memory", "network", "io");
    }
    assertThat(quickest).isLessThanOrEqualTo(AT_ONCE);
  }

  @Test
  void container_thatJustStarted_isAnsweredAtOnceToo() {
    assertAtOnce(api::sleeper, id -> api.get("/containers/" + id + "/stats"));
  }

  @Test
  void paused_isAllowed() {
    String id = api.sleeper();
    api.act(id, "pause?wait=60s");

    await()
        .atMost(Api.SETTLED)
        .untilAsserted(() -> assertThat(stats(id).at("/memory/limit").asLong(0)).isPositive());
  }

  @Test
  void stopped_isRefused() {
    LifecycleIT.assertWrongState(
        api.get("/containers/" + api.stopped() + "/stats"), "stopped", "running", "paused");
  }

  @Test
  void unknown_isNotFound() {
    api.get("/containers/st-nobody/stats").refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void foreign_isMeasuredToo() {
    String id = docker.fullId(docker.foreign("stats")).substring(0, 32);
    api.awaitStatus(id, "running");

    await().atMost(Api.SETTLED).until(() -> stats(id).at("/memory/usage").asLong(0) > 0);
  }
}
