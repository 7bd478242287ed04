package tianniu.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.live.LiveContainer;
import tianniu.live.Selection;
import tianniu.live.Status;

class UsageStreamTest {
  private static final WatchList ALL = new WatchList(List.of(), Selection.ALL);

  private static WatchList by(@Nullable Status status, String... ids) {
    return new WatchList(List.of(ids), new Selection(status, List.of()));
  }

  private static int lines(String text) {
    return (int) text.lines().count();
  }

  @Test
  void stream_all_hasEveryContainerFirstAndThenChangesOnly() throws Exception {
    try (Measured measured = new Measured()) {
      measured.run("web", "backend");
      measured.create("db", "backend");
      until(() -> measured.sampler.usage(Measured.id(0)).isPresent());
      Thread stream = measured.follow(ALL, Scope.ALL, false);

      measured.out.await(text -> lines(text) >= 4);
      measured.out.leave();
      stream.join();

      List<String> lines = measured.out.text().lines().toList();
      assertThat(lines.getFirst())
          .contains(Measured.id(0).value(), Measured.id(1).value())
          .contains("\"status\":\"stopped\",\"timestamp\":null,\"cpu_percent\":null")
          .endsWith("\"gone\":[],\"truncated\":false}");
      assertThat(lines.subList(1, 4))
          .allSatisfy(line -> assertThat(line).doesNotContain(Measured.id(1).value()));
    }
  }

  @Test
  void stream_containersComeAndGo_appearAndAreNamedOnce() throws Exception {
    try (Measured measured = new Measured()) {
      EngineRef web = measured.run("web", "backend");
      Thread stream = measured.follow(ALL, Scope.ALL, false);
      measured.out.await(text -> text.contains(Measured.id(0).value()));

      measured.run("db", "backend");
      measured.out.await(text -> text.contains(Measured.id(1).value()));
      measured.engine.containers().remove(web, true, true);
      String gone = "\"gone\":[\"" + Measured.id(0) + "\"]";
      measured.out.await(text -> text.contains(gone));
      int then = lines(measured.out.text());
      measured.out.await(text -> lines(text) >= then + 3);
      measured.out.leave();
      stream.join();

      assertThat(measured.out.text().split("\"gone\":\\[\"", -1)).hasSize(2);
    }
  }

  @Test
  void stream_ofAScope_hasNothingOfOthers() throws Exception {
    try (Measured measured = new Measured()) {
      measured.run("web", "backend");
      measured.run("shop", "frontend");
      Scope scope = new Scope(Map.of("team", "frontend"));
      Thread stream =
          measured.follow(by(null, Measured.id(0).value(), "web", "shop"), scope, false);

      measured.out.await(text -> lines(text) >= 4);
      measured.out.leave();
      stream.join();

      String text = measured.out.text();
      assertThat(text.lines().findFirst().orElseThrow())
          .contains("\"container_id\":\"" + Measured.id(1))
          .contains("\"gone\":[\"" + Measured.id(0) + "\",\"web\"]");
      assertThat(text).doesNotContain("\"container_id\":\"" + Measured.id(0));
    }
  }

  @Test
  void stream_ofAStatus_dropsWhatHasAnotherByThen() throws Exception {
    try (Measured measured = new Measured()) {
      EngineRef web = measured.run("web", "backend");
      Thread stream = measured.follow(by(Status.RUNNING), Scope.ALL, true);
      measured.out.await(text -> text.contains("\"status\":\"running\""));

      measured.engine.containers().stop(web, Duration.ZERO);
      measured.out.await(text -> text.contains("\"gone\":[\"" + Measured.id(0) + "\"]"));
      measured.out.await(text -> text.endsWith(": quiet\n\n"));
      measured.out.leave();
      stream.join();

      assertThat(measured.out.text()).startsWith("event: usage\ndata: {\"containers\":[{");
    }
  }

  @Test
  void stream_ofNothing_saysSoAndShowsLife() throws Exception {
    try (Measured measured = new Measured()) {
      Thread stream = measured.follow(ALL, Scope.ALL, false);
      String nothing = "{\"containers\":[],\"gone\":[],\"truncated\":false}\n";

      measured.out.await(text -> text.startsWith(nothing + nothing));
      measured.out.leave();
      stream.join();
    }
  }

  @Test
  void selection_moreThanThereIsRoomFor_keepsThoseThatAreFollowed() {
    try (Measured measured = new Measured()) {
      for (int each = 0; each < 5; each++) {
        measured.create("web-" + each, "backend");
      }
      Set<ContainerId> followed = Set.of(Measured.id(0), Measured.id(1));

      WatchList.Found found = ALL.in(measured.view.snapshot(), Scope.ALL, 3, followed);

      assertThat(found.truncated()).isTrue();
      assertThat(found.containers())
          .extracting(LiveContainer::id)
          .hasSize(3)
          .contains(Measured.id(0), Measured.id(1));
    }
  }
}
