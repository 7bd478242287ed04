package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tianniu.system.Followed.Event;
import tools.jackson.databind.JsonNode;

/** Usage that is streamed, of one container and of several, and its history. */
@SystemTest
class StatsStreamIT {
  private static final List<String> BUSY =
      List.of("sh", "-c", "trap 'exit 0' TERM; while :; do :; done");

  /** One comes every 15 s at least. */
  private static final Duration HEARTBEAT = Patience.of(Duration.ofSeconds(30));

  private final Api api;

  StatsStreamIT(Api api) {
    this.api = api;
  }

  /** Turns half a core. */
  private String busy() {
    return api.running(
        Body.of("busy", Docker.BUSYBOX)
            .with("command", BUSY)
            .json("resource_limits", "{\"cpu\":\"0.5\"}"));
  }

  private static Event next(Followed stream, String type) {
    return stream.event(event -> event.type().equals(type));
  }

  private static Event awaitState(Followed stream, String status) {
    return stream.event(
        event ->
            event.type().equals("state") && event.entry().path("status").asString().equals(status));
  }

  @Test
  void events_ofABusyContainer_goOnOverARestartUntilItIsDeleted() {
    String id = busy();

    try (Followed stream = Followed.eventsOf(api, "/containers/" + id + "/stats")) {
      Event state = stream.event();
      assertThat(state.type()).isEqualTo("state");
      Json.assertFieldsInOrder(state.entry(), "container_id", "status");
      Event stats = next(stream, "stats");
      Json.assertFieldsInOrder(
          stats.entry(), "container_id", "timestamp", "cpu", "memory", "network", "io");
      stream.event(
          event ->
              event.type().equals("stats")
                  && event.entry().at("/cpu/usage_percent").asDouble(0) >= 20);

      api.act(id, "stop?wait=60s&timeout=1");
      awaitState(stream, "stopped");
      api.act(id, "start?wait=60s");
      awaitState(stream, "running");
      JsonNode after = next(stream, "stats").entry();
      assertThat(after.at("/cpu/usage_percent").asDouble(1)).isPositive();

      api.delete("/containers/" + id + "?force=true").ok();
      assertThat(next(stream, "end").entry().path("reason").asString()).isEqualTo("deleted");
      stream.awaitEnd(Followed.SOON);
    }
  }

  @Test
  void several_onOneStream_newOnesAppearAndDeletedOnesAreNamed() {
    String team = Docker.newName("team");
    String first = api.running(of(team));

    try (Followed stream = Followed.linesOf(api, "/stats?label=team%3D" + team)) {
      JsonNode line = stream.entry();
      Json.assertFieldsInOrder(line, "containers", "gone", "truncated");
      assertThat(line.at("/containers/0/container_id").asString()).isEqualTo(first);

      String second = api.running(of(team));
      stream.entry(each -> each.path("containers").toString().contains(second));
      api.delete("/containers/" + first + "?force=true").ok();
      stream.entry(each -> each.path("gone").toString().contains(first));
    }
  }

  private static Body of(String team) {
    return Body.of("usage", Docker.BUSYBOX)
        .with("command", BUSY)
        .with("labels", Map.of(Docker.RUN_LABEL, Docker.RUN, "team", team))
        .json("resource_limits", "{\"cpu\":\"0.2\"}");
  }

  @Test
  void history_ofABusyContainer_hasNoFalseZeroAfterARestart() {
    String id = busy();
    String history = "/containers/" + id + "/stats/history?range=5m&step=1s";
    await().atMost(Api.SETTLED).until(() -> api.get(history).ok().path("points").size() >= 3);

    api.act(id, "restart?wait=60s&timeout=1");
    String since = api.get(history).ok().path("points").path(0).path("timestamp").asString();
    await().atMost(Api.SETTLED).until(() -> api.get(history).ok().path("points").size() >= 6);

    JsonNode answer = api.get(history).ok();
    Json.assertFieldsInOrder(answer, "container_id", "from", "to", "step", "points");
    assertThat(answer.path("step").asString()).isEqualTo("1s");
    assertThat(answer.at("/points/0/timestamp").asString()).isEqualTo(since);
    List<JsonNode> points = answer.path("points").valueStream().toList();
    assertThat(points)
        .extracting(point -> point.path("timestamp").asString())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(points)
        .allSatisfy(
            point -> {
              assertThat(point.path("cpu_percent").asDouble(1)).isPositive();
              assertThat(point.path("memory_usage").asLong()).isNotNegative();
              assertThat(point.path("network_rx_rate").asLong(0)).isNotNegative();
              assertThat(point.path("io_read_rate").asLong(0)).isNotNegative();
            });
  }

  @Test
  void stream_ofARevokedKey_isCutOff() {
    String id = busy();
    JsonNode key = api.makeKey(Docker.newName("key"), "viewer", "");
    Api viewer = api.with(key.path("key").asString());

    try (Followed one = Followed.eventsOf(viewer, "/containers/" + id + "/stats");
        Followed all = Followed.linesOf(viewer, "/stats?ids=" + id)) {
      next(one, "stats");
      assertThat(all.entry().path("containers")).isNotEmpty();
      api.delete("/keys/" + key.path("id").asString()).ok();
      one.awaitEnd(Followed.SOON);
      all.awaitEnd(Followed.SOON);
    }
  }

  @Test
  void events_whileStopped_haveAHeartbeat() {
    String id = api.stopped();

    try (Followed stream = Followed.eventsOf(api, "/containers/" + id + "/stats")) {
      assertThat(stream.event().type()).isEqualTo("state");
      Optional<String> line = stream.line(HEARTBEAT);
      while (line.orElseThrow().isEmpty()) {
        line = stream.line(HEARTBEAT);
      }
      assertThat(line.orElseThrow()).startsWith(":");
    }
  }
}
