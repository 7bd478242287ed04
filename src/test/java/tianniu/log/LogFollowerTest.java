package tianniu.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.engine.RestartPolicy;
import tianniu.http.Queries;
import tianniu.http.RecordedStream;
import tianniu.live.Status;

/** A follower over restarts, of the container and of the engine. */
class LogFollowerTest {
  private static final Pattern MESSAGE = Pattern.compile("\"message\":\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile("id: (\\S+)");

  private final RecordedStream out = new RecordedStream();

  @Test
  void follow_restartedContainer_hasBothRuns() throws Exception {
    try (Logged logged = new Logged("echo up; sleep 600", RestartPolicy.Type.NO)) {
      logged.engine.containers().start(logged.ref);
      Thread follower = follow(logged, "follow=true", null);
      out.await(text -> messages(text).equals(List.of("up")));

      logged.engine.containers().restart(logged.ref, Duration.ZERO);
      out.await(text -> messages(text).size() >= 2);

      logged.engine.containers().remove(logged.ref, true, true);
      follower.join();
      assertThat(messages(out.text())).containsExactly("up", "up");
      assertThat(out.text()).endsWith("event: end\ndata: {\"reason\":\"deleted\"}\n\n");
      assertThat(out.text()).doesNotContain("gap");
    }
  }

  @Test
  void follow_restartedEngine_goesOnWithoutLossOrRepeat() throws Exception {
    try (Logged logged = new Logged("echo up; sleep 600", RestartPolicy.Type.ALWAYS)) {
      logged.engine.containers().start(logged.ref);
      Thread follower = follow(logged, "follow=true", null);
      out.await(text -> messages(text).equals(List.of("up")));

      logged.engine.trouble().engineAway();
      until(() -> !logged.mirror.isConnected());
      logged.engine.trouble().engineBack();
      out.await(text -> messages(text).size() >= 2);

      out.leave();
      follower.join();
      assertThat(messages(out.text())).containsExactly("up", "up");
      assertThat(out.text()).doesNotContain("gap");
    }
  }

  @Test
  void follow_resumed_beginsAfterTheLastIdSeen() throws Exception {
    try (Logged logged = new Logged("echo 1; echo 2; echo 3; sleep 600", RestartPolicy.Type.NO)) {
      logged.engine.containers().start(logged.ref);
      Thread first = follow(logged, "follow=true", null);
      out.await(text -> messages(text).size() == 3);
      out.leave();
      first.join();
      String second = ID.matcher(out.text()).results().map(each -> each.group(1)).toList().get(1);

      RecordedStream again = new RecordedStream();
      Thread resumed =
          follow(logged, "follow=true", requireNonNull(LogPosition.parse(second)), again);
      again.await(text -> !messages(text).isEmpty());
      again.leave();
      resumed.join();

      assertThat(messages(again.text())).containsExactly("3");
      assertThat(again.text()).doesNotContain("gap");
    }
  }

  @Test
  void follow_resumedWhereTheLineIsNoMore_marksTheGap() throws Exception {
    try (Logged logged = new Logged("echo 1; sleep 600", RestartPolicy.Type.NO)) {
      logged.engine.containers().start(logged.ref);
      LogPosition lost = new LogPosition(Logged.START.minusSeconds(60), 0);
      Thread follower = follow(logged, "follow=true", lost);
      out.await(text -> !messages(text).isEmpty());
      out.leave();
      follower.join();

      assertThat(out.text())
          .startsWith("event: gap\ndata: {\"lost_after\":\"2025-12-31T23:59:00.000000Z\"}\n\nid: ");
    }
  }

  @Test
  void follow_tailAndFilter_leaveOutOlderLines() throws Exception {
    try (Logged logged =
        new Logged("echo a1; echo b >&2; echo a2; echo a3; sleep 600", RestartPolicy.Type.NO)) {
      logged.engine.containers().start(logged.ref);
      Thread all = follow(logged, "follow=true&tail=all", null);
      out.await(text -> messages(text).size() == 4);
      out.leave();
      all.join();

      RecordedStream some = new RecordedStream();
      Thread follower = follow(logged, "follow=true&tail=2&stream=stdout", null, some);
      some.await(text -> messages(text).size() == 2);
      some.leave();
      follower.join();

      assertThat(messages(some.text())).containsExactly("a2", "a3");
    }
  }

  @Test
  void follow_stoppedContainer_waitsForItsNextRun() throws Exception {
    try (Logged logged = new Logged("echo up; sleep 600", RestartPolicy.Type.NO)) {
      assertThat(logged.container().status()).isEqualTo(Status.STOPPED);
      Thread follower = follow(logged, "follow=true", null);

      logged.engine.containers().start(logged.ref);
      out.await(text -> messages(text).equals(List.of("up")));
      out.leave();
      follower.join();

      assertThat(messages(out.text())).containsExactly("up");
    }
  }

  private Thread follow(Logged logged, String query, @Nullable LogPosition from) {
    return follow(logged, query, from, out);
  }

  private static Thread follow(
      Logged logged, String query, @Nullable LogPosition from, RecordedStream to) {
    LogFollower follower =
        new LogFollower(
            logged.engine.containers(),
            logged.container(),
            LogRequest.of(Queries.of(query)),
            from,
            LogFormat.SSE,
            to.stream());
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                follower.follow(logged.feeds);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static List<String> messages(String text) {
    return MESSAGE.matcher(text).results().map(each -> each.group(1)).toList();
  }
}
