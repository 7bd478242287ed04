package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Events of a real engine, on servers of their own, also over the end of both. */
@SystemTest
class EventsIT {
  private static final Duration SOON = Patience.of(Duration.ofMinutes(1));

  private final Docker docker;

  EventsIT(Docker docker) {
    this.docker = docker;
  }

  @Test
  void changesByDocker_killedServerAndEngineRestart_areOneSequenceWithoutAGap() {
    Product first = Product.start("events");
    List<JsonNode> seen = new ArrayList<>();
    Api before = new Api(first);
    String name;
    String id;
    try (Followed stream = Followed.linesOf(before, "/events?follow=true&since=0")) {
      String ours = before.sleeper();
      readUntil(stream, seen, "container.started", ours);
      assertThat(seen.getLast().at("/details/operation").asString()).isEqualTo("create");
      assertThat(seen.getLast().at("/details/operation_id"))
          .isEqualTo(before.get("/containers/" + ours + "/operations").ok().at("/operations/0/id"));
      name = docker.foreign("told");
      id = docker.fullId(name).substring(0, 32);
      docker.run("pause", name);
      readUntil(stream, seen, "container.paused", id);
      docker.run("unpause", name);
      docker.run("kill", name);
      readUntil(stream, seen, "container.stopped", id);
      first.kill();
    }
    docker.run("start", name);
    docker.run("rename", name, name + "-new");

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      long last = seen.getLast().path("id").asLong();
      try (Followed stream = Followed.linesOf(after, "/events?follow=true&since=" + last)) {
        readUntil(stream, seen, "container.started", id);
        readUntil(stream, seen, "container.renamed", id);
        Docker.lab("engine", "restart");
        readUntil(stream, seen, "container.stopped", id);
        docker.run("rm", "-f", name + "-new");
        readUntil(stream, seen, "container.removed", id);
      }
      assertThat(seen.stream().map(event -> event.path("id").asLong()))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, seen.size()).boxed().toList());
      checkHistory(after, id, name);
    }
  }

  private static void checkHistory(Api api, String id, String name) {
    JsonNode history = api.get("/containers/" + name + "-new/events").ok();
    assertThat(history.path("container_id").asString()).isEqualTo(id);
    assertThat(history.path("removed").asBoolean()).isTrue();
    assertThat(history.path("events").get(0).path("message").asString())
        .isEqualTo("It was created, but not through this API.");
    assertThat(history.path("events").valueStream().map(each -> each.path("type").asString()))
        .startsWith("container.created", "container.started", "container.paused")
        .endsWith("container.removed");
  }

  @Test
  void memoryRunOut_isTold() {
    try (Product product = Product.start("events-oom")) {
      Api api = new Api(product);
      String name =
          docker.foreign(
              "hungry",
              // With control groups of version 2, 8 MB do not hold the runtime that starts it.
              List.of("--memory", "16m", "--memory-swap", "16m"),
              Docker.BUSYBOX,
              "sh",
              "-c",
              "sleep 1; tail /dev/zero");
      String id = docker.fullId(name).substring(0, 32);
      List<JsonNode> seen = new ArrayList<>();
      try (Followed stream = Followed.linesOf(api, "/events?follow=true&since=0&container=" + id)) {
        readUntil(stream, seen, "container.stopped", id);
      }
      assertThat(seen.getLast().at("/details/exit_code").asInt()).isEqualTo(137);
      assertThat(seen.getLast().at("/details/oom_killed").asBoolean()).isTrue();
    }
  }

  @Test
  void healthCheck_itsTurnIsTold_andNotAgainAfterARestart() {
    Product first = Product.start("turned");
    Api before = new Api(first);
    String id =
        before.running(
            Body.of("turned", Docker.NGINX)
                // So many that its only turn is the one to healthy.
                .json(
                    "health_check",
                    "{\"endpoint\":\"http://localhost/\",\"interval\":\"1s\",\"retries\":60}"));
    List<JsonNode> seen = new ArrayList<>();
    try (Followed stream =
        Followed.linesOf(before, "/events?follow=true&since=0&container=" + id)) {
      readUntil(stream, seen, "container.health_changed", id);
    }
    assertThat(seen.getLast().at("/details/health/to").asString()).isEqualTo("healthy");
    first.kill();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      await()
          .atMost(SOON)
          .until(
              () -> after.get("/containers/" + id + "/health").ok().at("/status").asString(""),
              "healthy"::equals);
      String turned = "/events?type=container.health_changed&since=0&container=" + id;
      assertThat(after.get(turned).ok().path("events")).hasSize(1);
    }
  }

  /** Reads on; heartbeats are in no sequence. */
  private static void readUntil(Followed stream, List<JsonNode> seen, String type, String id) {
    stream.entry(
        event -> {
          if (!event.path("type").asString().equals("heartbeat")) {
            seen.add(event);
          }
          return event.path("type").asString().equals(type)
              && event.path("container_id").asString().equals(id);
        });
  }
}
