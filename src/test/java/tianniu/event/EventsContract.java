package tianniu.event;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.http.Language;
import tianniu.http.RecordedStream;
import tianniu.live.Admission;
import tianniu.store.Store;

/** What the events do alike on both databases. */
abstract class EventsContract {
  @TempDir Path dataDir;

  abstract Config.Storage storage();

  private Ground ground() throws IOException {
    return new Ground(dataDir, storage());
  }

  private static List<Long> ids(List<Event> events) {
    return events.stream().map(Event::id).toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  /** A container that comes and goes, which is two events. */
  private static void churn(Ground ground, int times) {
    for (int i = 0; i < times; i++) {
      ContainerSpec spec = ground.spec("churn");
      ground.view.reserve(spec, Admission.FREE);
      ground.view.drop(spec.id());
    }
  }

  @Test
  void changes_behindOurBack_areToldInOrder() throws Exception {
    try (Ground ground = ground()) {
      EngineRef ref = ground.run("backend");
      ground.stop(ref);
      ground.remove(ref);

      List<Event> events = ground.events();
      assertThat(Ground.types(events))
          .containsExactly(
              EventType.CREATED, EventType.STARTED, EventType.STOPPED, EventType.REMOVED);
      assertThat(ids(events)).isEqualTo(upTo(4));
      assertThat(events.get(2).details()).isEqualTo(Details.exit(null, 0, false));
      assertThat(events.getLast().container())
          .isEqualTo(
              new Event.Subject(Ground.id(0), "c0", "nginx:latest", Map.of("team", "backend")));
    }
  }

  @Test
  void restart_goesOnWithTheSequence_andTellsWhatHappenedMeanwhile() throws Exception {
    try (Ground ground = ground()) {
      EngineRef stopped = ground.run("backend");
      EngineRef removed = ground.run("backend");
      ground.run("untouched");
      List<Event> before = ground.events();
      ground.end();
      ground.engine.containers().stop(stopped, Duration.ofSeconds(10));
      ground.engine.containers().remove(removed, true, true);
      EngineRef made = ground.make("backend");
      ground.engine.containers().start(made);
      Instant back = ground.now();
      ground.begin();

      List<Event> events = ground.events();
      assertThat(events.subList(0, before.size())).isEqualTo(before);
      assertThat(ids(events)).isEqualTo(upTo(10));
      List<Event> meanwhile = events.subList(before.size(), events.size());
      assertThat(meanwhile)
          .extracting(event -> event.type().word() + " " + Ground.subject(event).name())
          .containsExactly(
              "container.stopped c0",
              "container.created c3",
              "container.started c3",
              "container.removed c1");
      assertThat(meanwhile.subList(0, 3)).allMatch(event -> !event.at().isAfter(back));
      ground.end();
      ground.begin();
      assertThat(ground.events()).isEqualTo(events);
    }
  }

  @Test
  void firstStart_takesWhatIsThereForNoNews() throws Exception {
    try (Ground ground = ground()) {
      ground.end();
      try (Store store = ground.openStore()) {
        store.write(handle -> handle.execute("DELETE FROM event_marks"));
      }
      ground.engine.containers().start(ground.make("old"));
      ground.begin();
      ground.run("new");

      assertThat(ground.events())
          .allMatch(event -> Ground.subject(event).labels().containsValue("new"))
          .hasSize(2);
    }
  }

  @Test
  void stream_resumed_hasWhatIsNewAlone() throws Exception {
    try (Ground ground = ground()) {
      ground.run("backend");
      ground.events();
      RecordedStream stream = ground.follow(1, Ground.ALL, true);
      stream.await(text -> text.contains("heartbeat"));
      ground.run("backend");
      stream.await(text -> idsOf(text).contains(4L));
      stream.leave();

      assertThat(idsOf(stream.text())).containsExactly(2L, 3L, 4L);
      assertThat(stream.text()).contains("}\n\nid: 2\nevent: heartbeat\n");
    }
  }

  @Test
  void stream_ofAnIdThatIsNotThere_beginsWithAResync() throws Exception {
    try (Ground ground = ground()) {
      RecordedStream stream = ground.follow(7, Ground.ALL, false);
      stream.await(text -> text.contains("heartbeat"));
      ground.run("backend");
      stream.await(text -> text.contains("container.started"));
      stream.leave();

      assertThat(stream.text().lines().findFirst().orElse(""))
          .contains("\"id\":0", "\"type\":\"resync\"", "\"code\":\"AHEAD\"");
    }
  }

  @Test
  void retention_byCountAndAge_dropsTheOldestAndIsTold() throws Exception {
    try (Ground ground = ground()) {
      churn(ground, 600);
      assertThat(ground.events()).hasSize(1200);
      Retention byCount = new Retention(ground.store, Duration.ofDays(7), 100);
      byCount.prune(ground.now(), 1200);
      assertThat(ground.recorder.sequence().oldest()).isEqualTo(1101);
      // What is in memory is forgotten with the process.
      ground.end();
      ground.begin();

      RecordedStream stream = ground.follow(5, Ground.ALL, true);
      stream.await(text -> text.contains("heartbeat"));
      stream.leave();
      assertThat(stream.text().lines().filter(line -> line.startsWith("id: ")).limit(2))
          .containsExactly("id: 1100", "id: 1101");
      assertThat(stream.text()).startsWith("id: 1100\nevent: resync\n").contains("EXPIRED");
      EventPage oldest =
          EventPage.of(ground.recorder.sequence(), Ground.ALL, null, 10, ground.now());
      assertThat(oldest.events()).first().extracting(EventView::id).isEqualTo(1101L);
      assertThat(oldest.more()).isTrue();

      new Retention(ground.store, Duration.ofDays(7), 1000)
          .prune(ground.now().plus(Duration.ofDays(8)), 1200);
      ground.end();
      ground.begin();
      assertThat(EventPage.of(ground.recorder.sequence(), Ground.ALL, 1150L, 10, ground.now()))
          .satisfies(
              page -> {
                assertThat(page.events()).extracting(EventView::type).containsExactly("resync");
                assertThat(page.lastEventId()).isEqualTo(1200);
              });
      ground.run("after");
      assertThat(ground.recorder.sequence().oldest()).isEqualTo(1201);
    }
  }

  @Test
  void scope_isThatOfTheLabelsAtTheTime_alsoOfARemoval() throws Exception {
    try (Ground ground = ground()) {
      EngineRef mine = ground.run("backend");
      EngineRef other = ground.run("frontend");
      ground.stop(other);
      ground.remove(other);
      ground.stop(mine);
      ground.remove(mine);
      ground.events();
      Scope scope = new Scope(Map.of("team", "backend"));
      RecordedStream stream = ground.follow(0, Ground.filter(scope), true);
      stream.await(text -> text.contains("heartbeat"));
      stream.leave();

      assertThat(stream.text()).doesNotContain("frontend", "c1", Ground.id(1).value());
      assertThat(stream.text().lines().filter(line -> line.startsWith("event: ")))
          .containsExactly(
              "event: container.created",
              "event: container.started",
              "event: container.stopped",
              "event: container.removed",
              "event: heartbeat");
    }
  }

  @Test
  void history_ofARemovedContainer_isFoundByIdAndName_inItsScopeAlone() throws Exception {
    try (Ground ground = ground()) {
      EngineRef ref = ground.run("backend");
      ground.stop(ref);
      ground.remove(ref);
      ground.events();
      Histories histories = new Histories(ground.recorder, ground.view, ground.mirror);

      EventHistory history = histories.of("c0", Scope.ALL, 2, Language.CHINESE);
      assertThat(history.removed()).isTrue();
      assertThat(history.events())
          .extracting(EventHistory.Item::message)
          .containsExactly("已停止运行，退出码 0。", "已删除（不是通过本接口）。");
      assertThat(histories.of(Ground.id(0).value(), Scope.ALL, 10, Language.ENGLISH).events())
          .hasSize(4);
      Scope foreign = new Scope(Map.of("team", "frontend"));
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> histories.of("c0", foreign, 10, Language.ENGLISH))
          .isInstanceOf(tianniu.fault.FaultException.class);
    }
  }

  @Test
  void slowReader_isLateAndLosesNothing_andSlowsNobody() throws Exception {
    try (Ground ground = ground()) {
      RecordedStream slow = ground.follow(0, Ground.ALL, true);
      slow.await(text -> text.contains("heartbeat"));
      slow.hold();
      RecordedStream quick = ground.follow(0, Ground.ALL, true);
      churn(ground, Sequence.HELD);
      long last = 2L * Sequence.HELD;
      quick.await(text -> text.contains("id: " + last + "\n"));
      quick.leave();
      slow.release();
      slow.await(text -> text.contains("id: " + last + "\n"));
      slow.leave();

      assertThat(idsOf(slow.text())).isEqualTo(upTo(last));
    }
  }

  private static List<Long> idsOf(String text) {
    List<Long> ids = new ArrayList<>();
    for (String event : text.split("\n\n", -1)) {
      // The last one may be there in part.
      if (event.contains("event: container.") && event.endsWith("}")) {
        ids.add(Long.parseLong(event.substring(4, event.indexOf('\n'))));
      }
    }
    return ids;
  }

  @Test
  void readers_thatComeAndGo_seeEachIdOnceInOrder() throws Exception {
    try (Ground ground = ground()) {
      int rounds = 1500;
      Thread churning = Thread.ofVirtual().start(() -> churn(ground, rounds));
      Random random = new Random(7);
      List<Long> seen = new ArrayList<>();
      long last = 2L * rounds;
      while (seen.isEmpty() || seen.getLast() < last) {
        long place = seen.isEmpty() ? 0 : seen.getLast();
        long until = Math.min(last, place + 1 + random.nextInt(200));
        RecordedStream stream = ground.follow(place, Ground.ALL, true);
        stream.await(text -> text.contains("id: " + until + "\nevent: container"));
        stream.leave();
        seen.addAll(idsOf(stream.text()));
      }
      churning.join();

      assertThat(seen).isEqualTo(upTo(last));
    }
  }

  @Test
  void overrun_isToldAsAGap_andEndsInTheTruth() throws Exception {
    try (Ground ground = ground()) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch away = new CountDownLatch(1);
      Store store = ground.store;
      Thread busy =
          Thread.ofVirtual()
              .start(
                  () ->
                      store.write(
                          _ -> {
                            held.countDown();
                            try {
                              away.await();
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                            return true;
                          }));
      held.await();
      churn(ground, Recorder.MOST_WAITING);
      ContainerSpec kept = ground.spec("kept");
      ground.view.reserve(kept, Admission.FREE);
      away.countDown();
      busy.join();
      until(
          () ->
              ground.recorder.sequence().after(ground.recorder.sequence().last() - 100).stream()
                  .anyMatch(told -> told.event().type() == EventType.RESYNC));

      List<Event> events = ground.events();
      assertThat(ids(events)).isEqualTo(upTo(events.size()));
      int gap = Ground.types(events).indexOf(EventType.RESYNC);
      assertThat(events.subList(gap, events.size()))
          .extracting(
              event ->
                  event.type() + " " + (event.container() == null ? "" : event.container().id()))
          .contains("CREATED " + kept.id());
    }
  }
}
