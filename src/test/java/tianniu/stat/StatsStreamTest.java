package tianniu.stat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;

class StatsStreamTest {
  private static final ContainerId WEB = Measured.id(0);
  private static final String RUNNING =
      "event: state\ndata: {\"container_id\":\"" + WEB + "\",\"status\":\"running\"}\n\n";
  private static final String END = "event: end\ndata: {\"reason\":\"deleted\"}\n\n";
  private static final String QUIET = ": quiet\n\n";
  private static final Pattern ID = Pattern.compile("(?m)^id: (\\d+)$");

  private static List<Long> ids(String text) {
    return ID.matcher(text).results().map(found -> Long.valueOf(found.group(1))).toList();
  }

  private static int quiets(String text) {
    return text.split(QUIET, -1).length - 1;
  }

  @Test
  void stream_running_hasItsStatusAndNewerFiguresEachTime() throws Exception {
    try (Measured measured = new Measured()) {
      measured.run("web", "backend");
      Thread stream = measured.follow(WEB, Scope.ALL);

      measured.out.await(text -> ids(text).size() >= 5);
      measured.out.leave();
      stream.join();

      // The first sample may be so late that the stream shows in between that it lives.
      assertThat(measured.out.text().replace(QUIET, ""))
          .startsWith(RUNNING + "id: ")
          .contains("\nevent: stats\n");
      assertThat(ids(measured.out.text())).isSorted();
    }
  }

  @Test
  void stream_stoppedAndStartedAgain_tellsBothAndGoesOn() throws Exception {
    try (Measured measured = new Measured()) {
      EngineRef web = measured.run("web", "backend");
      Thread stream = measured.follow(WEB, Scope.ALL);
      measured.out.await(text -> !ids(text).isEmpty());

      measured.engine.containers().stop(web, Duration.ZERO);
      measured.out.await(text -> text.contains("\"status\":\"stopped\""));
      // The view has it sooner than the sampler, of which one more may come.
      measured.out.await(text -> text.endsWith(QUIET));
      int before = ids(measured.out.text()).size();
      int silent = quiets(measured.out.text());
      measured.out.await(text -> quiets(text) > silent);
      assertThat(ids(measured.out.text())).hasSize(before);

      measured.engine.containers().start(web);
      measured.out.await(text -> ids(text).size() > before);
      measured.engine.containers().remove(web, true, true);
      stream.join();

      assertThat(measured.out.text()).endsWith(END);
      assertThat(measured.out.text().split("event: end", -1)).hasSize(2);
    }
  }

  @Test
  void stream_notRunningYet_waitsForItsRun() throws Exception {
    try (Measured measured = new Measured()) {
      EngineRef web = measured.create("web", "backend");
      Thread stream = measured.follow(WEB, Scope.ALL);
      measured.out.await(text -> text.contains("\"status\":\"stopped\""));

      measured.engine.containers().start(web);
      measured.out.await(text -> !ids(text).isEmpty());

      measured.out.leave();
      stream.join();
    }
  }

  @Test
  void stream_outsideTheScope_endsAsIfThereWereNone() throws Exception {
    try (Measured measured = new Measured()) {
      measured.run("web", "backend");

      measured.follow(WEB, new Scope(Map.of("team", "frontend"))).join();

      assertThat(measured.out.text()).isEqualTo(END);
    }
  }

  @Test
  void stream_serverEnds_ends() throws Exception {
    try (Measured measured = new Measured()) {
      measured.run("web", "backend");
      Thread stream = measured.follow(WEB, Scope.ALL);
      measured.out.await(text -> !ids(text).isEmpty());

      stream.interrupt();
      stream.join();

      assertThat(measured.out.text()).doesNotContain("event: end");
    }
  }
}
