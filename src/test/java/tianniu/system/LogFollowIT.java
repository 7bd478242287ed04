package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tianniu.system.Followed.Event;
import tools.jackson.databind.JsonNode;

/** Logs that are followed, as NDJSON and as Server-Sent Events. */
@SystemTest
class LogFollowIT {
  /** Says {@code boot}, then counts ten times a second, and ends when told to. */
  private static final List<String> COUNTER =
      List.of(
          "sh",
          "-c",
          "trap 'exit 0' TERM; echo boot; i=1; while :; do echo n-$i; i=$((i+1)); usleep 100000; done");

  /** Lines that come by then were not waited for by anything that looks now and then. */
  private static final Duration AT_ONCE = Patience.of(Duration.ofSeconds(5));

  /** One comes every 15 s at least. */
  private static final Duration HEARTBEAT = Patience.of(Duration.ofSeconds(30));

  private final Api api;
  private final Docker docker;

  LogFollowIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  private String counter() {
    return api.running(Body.of("counter", Docker.BUSYBOX).with("command", COUNTER));
  }

  /**
   * Speaks when it is made to, so that a test decides when lines come; it has said {@code boot}.
   */
  private String listener() {
    String id =
        api.running(
            "sh", "-c", "trap 'exit 0' TERM; rm -f /in; mkfifo /in; echo boot; cat <>/in & wait");
    api.awaitMessage(id, "boot");
    return id;
  }

  /** Speaks until it is heard: where new lines begin is settled after the answer has begun. */
  private JsonNode firstHeard(String id, Followed log) throws InterruptedException {
    AtomicBoolean heard = new AtomicBoolean();
    Thread speaker =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!heard.get()) {
                    say(id, "fresh");
                  }
                });
    try {
      return log.entry();
    } finally {
      heard.set(true);
      speaker.join();
    }
  }

  private void say(String id, String line) {
    api.exec(id, "sh", "-c", "echo " + line + " > /in");
  }

  @Test
  void ndjson_givesHistoryThenNewLines() {
    String id = listener();
    say(id, "first");

    try (Followed log = Followed.ndjson(api, id, "")) {
      JsonNode boot = log.entry();
      Json.assertFieldsInOrder(boot, "timestamp", "stream", "message");
      Json.assertText(boot.path("timestamp"), Json.MICROSECONDS);
      assertThat(boot.path("message").asString()).isEqualTo("boot");
      assertThat(log.message()).isEqualTo("first");
      say(id, "second");
      assertThat(log.message()).isEqualTo("second");
    }
  }

  @Test
  void ndjson_isWhatAClientWithoutAWishGets() {
    String id = listener();

    try (Followed log = Followed.plain(api, id)) {
      assertThat(log.message()).isEqualTo("boot");
    }
  }

  @Test
  void newLines_comeAtOnce() throws InterruptedException {
    String id = listener();

    try (Followed log = Followed.ndjson(api, id, "&tail=0")) {
      firstHeard(id, log);
      say(id, "last");
      log.awaitMessage("last");
      say(id, "now");
      assertThat(Json.read(log.line(AT_ONCE).orElseThrow()).path("message").asString())
          .isEqualTo("now");
    }
  }

  @Test
  void tailOfZero_givesNewLinesOnly() throws InterruptedException {
    String id = listener();

    try (Followed log = Followed.ndjson(api, id, "&tail=0")) {
      assertThat(firstHeard(id, log).path("message").asString()).isEqualTo("fresh");
    }
  }

  @Test
  void contains_filtersWhatIsFollowed() {
    String id = listener();

    try (Followed log = Followed.ndjson(api, id, "&contains=want")) {
      say(id, "other");
      say(id, "wanted");
      assertThat(log.message()).isEqualTo("wanted");
    }
  }

  @Test
  void twoReaders_getTheSameLines() {
    String id = listener();

    try (Followed one = Followed.ndjson(api, id, "");
        Followed two = Followed.ndjson(api, id, "")) {
      assertThat(one.message()).isEqualTo("boot");
      assertThat(two.message()).isEqualTo("boot");
      say(id, "both");
      assertThat(one.message()).isEqualTo("both");
      assertThat(two.message()).isEqualTo("both");
    }
  }

  @Test
  void lines_areNeitherLostNorRepeatedBetweenHistoryAndNews() {
    String id = counter();
    api.awaitMessage(id, "n-9");

    try (Followed log = Followed.ndjson(api, id, "&tail=all")) {
      assertThat(log.message()).isEqualTo("boot");
      for (int i = 1; i <= 25; i++) {
        assertThat(log.message()).isEqualTo("n-" + i);
      }
    }
  }

  @Test
  void follow_survivesARestartOfTheContainer() {
    String id = listener();

    try (Followed log = Followed.ndjson(api, id, "")) {
      assertThat(log.message()).isEqualTo("boot");
      api.act(id, "restart?timeout=1");
      assertThat(log.message()).isEqualTo("boot");
      api.awaitStatus(id, "running");
      say(id, "after");
      assertThat(log.message()).isEqualTo("after");
    }
  }

  @Test
  void follow_endsWhenTheContainerIsRemoved() {
    String id = listener();

    try (Followed log = Followed.ndjson(api, id, "")) {
      assertThat(log.message()).isEqualTo("boot");
      api.delete("/containers/" + id + "?force=true").ok();
      log.awaitEnd(Followed.SOON);
    }
  }

  @Test
  void follow_endsWhenTheContainerIsRemovedBehindOurBack() {
    String name =
        docker.foreign("counter", List.of(), Docker.BUSYBOX, COUNTER.toArray(String[]::new));
    String id = docker.fullId(name).substring(0, 32);
    api.awaitStatus(id, "running");

    try (Followed log = Followed.ndjson(api, id, "")) {
      log.awaitMessage("n-3");
      docker.run("rm", "-f", name);
      log.awaitEnd(Followed.SOON);
    }
  }

  @Test
  void follow_ofAStoppedContainer_waitsForItsNextRun() {
    String id = api.accepted(Body.of("again", Docker.BUSYBOX).command("sh", "-c", "echo run"));
    api.awaitStatus(id, "stopped");

    try (Followed log = Followed.ndjson(api, id, "")) {
      assertThat(log.message()).isEqualTo("run");
      api.act(id, "start");
      assertThat(log.message()).isEqualTo("run");
    }
  }

  @Test
  void events_carryIdsAndEntries() {
    try (Followed log = Followed.events(api, counter(), "&tail=all", null)) {
      Event first = log.logEvent();
      Event second = log.logEvent();

      Json.assertFieldsInOrder(first.entry(), "timestamp", "stream", "message");
      assertThat(first.message()).isEqualTo("boot");
      assertThat(first.id()).isNotBlank().isNotEqualTo(second.id());
      assertThat(second.id()).isNotBlank();
    }
  }

  @Test
  void lastEventId_resumesWithoutLossOrDuplicate() {
    String id = counter();
    String last = null;
    int next = 1;

    for (int connection = 0; connection < 3; connection++) {
      try (Followed log = Followed.events(api, id, last == null ? "&tail=all" : "", last)) {
        for (int i = 0; i < 8; i++) {
          Event event = log.logEvent();
          if (!event.message().equals("boot")) {
            assertThat(event.message()).isEqualTo("n-" + next);
            next++;
          }
          last = event.id();
        }
      }
      // What it says meanwhile is what could be lost.
      api.awaitMessage(id, "n-" + (next + 5));
    }
  }

  @Test
  void lastEventId_thatIsNotOurs_isRefusedOrIgnored() {
    Answer answer =
        api.send(
            api.request("/containers/st-nobody/logs?follow=true")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "nonsense")
                .GET());

    answer.refusedAsCallersFault();
  }

  @Test
  void events_ofASilentContainer_haveAHeartbeat() {
    try (Followed log = Followed.events(api, api.sleeper(), "&tail=0", null)) {
      Instant opened = Instant.now();
      String line = "";
      while (line.isEmpty() || Duration.between(opened, Instant.now()).toMillis() < 1_000) {
        line = log.line(HEARTBEAT).orElseThrow();
      }
      assertThat(Duration.between(opened, Instant.now())).isLessThan(HEARTBEAT);
    }
  }

  @Test
  void follow_ofManyReaders_leavesTheServerUsable() {
    String id = counter();
    List<Followed> readers =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(_ -> Followed.ndjson(api, id, "&tail=all"))
            .toList();

    readers.forEach(reader -> assertThat(reader.message()).isEqualTo("boot"));
    api.get("/containers").ok();
    readers.forEach(Followed::close);

    api.get("/containers/" + id).ok();
  }
}
