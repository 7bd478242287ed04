package tianniu.container;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;
import static tianniu.container.Chapter.admin;
import static tianniu.container.Chapter.mounting;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.Trouble;
import tianniu.fault.Fault;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.Entry;
import tianniu.operation.State;

/** What an engine has done is done, whatever became of its answer. */
class LostAnswersTest {
  private static final Fault CUT = new Fault.EngineUnavailable("the connection was cut");
  private static final Fault GARBAGE = new Fault.EngineRefused("HTTP 500");
  private static final String CAUSE = "cause";

  @TempDir Path dir;

  private Chapter chapter;
  private Trouble trouble;

  @BeforeEach
  void open() {
    chapter = new Chapter(dir);
    trouble = chapter.engine.trouble();
  }

  @AfterEach
  void close() {
    chapter.close();
  }

  private void change(Action action, Duration patience, @Nullable String cause) {
    chapter.containers.change(admin(), action, "web", Options.stopping(0), patience, cause);
  }

  private void change(Action action) {
    change(action, Chapter.LONG, CAUSE);
  }

  private void prepare(Action action) {
    chapter.create(admin(), "");
    if (action == Action.START) {
      change(Action.STOP, Chapter.LONG, null);
    } else if (action == Action.UNPAUSE) {
      change(Action.PAUSE, Chapter.LONG, null);
    }
  }

  private Entry ended() {
    until(() -> chapter.get("web").transition() == null);
    return chapter.journal.byCause(CAUSE).getFirst();
  }

  private @Nullable StatusReason why() {
    return ended().why();
  }

  private void assertDone(Status status) {
    assertThat(ended().state()).isEqualTo(State.SUCCEEDED);
    assertThat(chapter.get("web").status()).isEqualTo(status);
    assertThat(chapter.get("web").reason()).isNull();
  }

  private EngineContainer there() {
    return requireNonNull(chapter.get("web").engine());
  }

  private Instant startedAt() {
    return requireNonNull(there().startedAt());
  }

  static Stream<Arguments> losses() {
    Map<Action, Status> ends =
        Map.of(
            Action.START, Status.RUNNING,
            Action.STOP, Status.STOPPED,
            Action.PAUSE, Status.PAUSED,
            Action.UNPAUSE, Status.RUNNING);
    return ends.entrySet().stream()
        .flatMap(
            end ->
                Stream.of(CUT, GARBAGE)
                    .map(fault -> Arguments.of(end.getKey(), fault, end.getValue())));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void action_answerLost_isDone(Action action, Fault fault, Status end) {
    prepare(action);
    trouble.loseAnswer(Call.valueOf(action.name()), fault);
    change(action);
    assertDone(end);
  }

  @ParameterizedTest
  @CsvSource({"CREATE", "START"})
  void create_oneAnswerLost_isDone(Call lost) {
    for (Fault fault : List.of(CUT, GARBAGE)) {
      trouble.loseAnswer(lost, fault);
      chapter.create(admin(), "");
      until(() -> chapter.get("web").transition() == null);
      assertThat(chapter.get("web").status()).isEqualTo(Status.RUNNING);
      assertThat(chapter.get("web").reason()).isNull();
      chapter.containers.change(
          admin(), Action.DELETE, "web", Options.deleting(true, false), Chapter.LONG, null);
    }
  }

  private void recreate() {
    chapter.containers.recreate(admin(), List.of(chapter.get("web")), Chapter.LONG, (_, _) -> {});
    until(() -> chapter.get("web").transition() == null);
  }

  @ParameterizedTest
  @CsvSource({"STOP", "REMOVE", "CREATE", "START"})
  void recreate_oneAnswerLost_isDone(Call lost) {
    chapter.create(admin(), "");
    for (Fault fault : List.of(CUT, GARBAGE)) {
      EngineRef before = there().ref();
      trouble.loseAnswer(lost, fault);

      recreate();

      assertThat(chapter.get("web").status()).isEqualTo(Status.RUNNING);
      assertThat(chapter.get("web").reason()).isNull();
      assertThat(there().ref()).isNotEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"STOP", "REMOVE"})
  void recreate_oldOneNotTakenDown_runsOn(Call failing) {
    chapter.create(admin(), "");
    for (Fault fault : List.of(CUT, GARBAGE)) {
      EngineRef before = there().ref();
      trouble.failNext(failing, fault);

      recreate();

      assertThat(there().ref()).isEqualTo(before);
      assertThat(there().state()).isEqualTo(EngineState.RUNNING);
    }
  }

  @ParameterizedTest
  @CsvSource({"CREATE", "START"})
  void recreate_newOneNotMade_isFailed(Call failing) {
    chapter.create(admin(), "");
    trouble.failNext(failing, CUT);
    recreate();
    assertThat(chapter.get("web").status()).isEqualTo(Status.FAILED);
    assertThat(requireNonNull(chapter.get("web").reason()).code()).isEqualTo("ENGINE_UNAVAILABLE");
  }

  @ParameterizedTest
  @CsvSource({"STOP", "START"})
  void restart_oneAnswerLost_isDone(Call lost) {
    prepare(Action.RESTART);
    Instant before = startedAt();
    trouble.loseAnswer(lost, CUT);

    change(Action.RESTART);

    assertDone(Status.RUNNING);
    assertThat(startedAt()).isAfter(before);
  }

  @Test
  void restart_ofAnothersContainer_answerLost_isDone() {
    chapter.engine.containers().start(chapter.engine.createForeign(foreign()));
    until(() -> chapter.view.snapshot().find("web").filter(LiveContainer::hasProcess).isPresent());
    Instant before = startedAt();
    trouble.loseAnswer(Call.RESTART, GARBAGE);

    change(Action.RESTART);

    assertDone(Status.RUNNING);
    assertThat(startedAt()).isAfter(before);
  }

  private static ContainerSpec foreign() {
    return new SpecDraft(new ContainerId("0".repeat(32)), "web", "nginx", Chapter.CLOCK.instant())
        .spec();
  }

  @ParameterizedTest
  @CsvSource({"START", "RESTART"})
  void start_refused_saysWhy(Action action) {
    prepare(action);
    trouble.failNext(Call.START, new Fault.EngineRefused("no such command"));
    change(action);
    assertThat(why()).isEqualTo(new StatusReason("START_FAILED", "no such command"));
    assertThat(chapter.get("web").status()).isEqualTo(Status.STOPPED);
  }

  @ParameterizedTest
  @CsvSource({"STOP,RUNNING", "PAUSE,RUNNING", "UNPAUSE,PAUSED"})
  void action_refused_saysWhy(Action action, Status end) {
    prepare(action);
    trouble.failNext(Call.valueOf(action.name()), GARBAGE);
    change(action);
    assertThat(why()).isEqualTo(new StatusReason("ENGINE_REFUSED", "HTTP 500"));
    assertThat(chapter.get("web").status()).isEqualTo(end);
  }

  @Test
  void stop_engineGoesAway_saysSo() throws InterruptedException {
    prepare(Action.STOP);
    try (Trouble.Hold hold = trouble.hold(Call.STOP)) {
      change(Action.STOP, Duration.ZERO, CAUSE);
      hold.awaitArrivals(1);
      trouble.engineAway();
    }
    assertThat(requireNonNull(why()).code()).isEqualTo("ENGINE_UNAVAILABLE");
  }

  @Test
  void start_answerLostAndOvertakenByALink_isEnded() throws InterruptedException {
    chapter.create(admin(), mounting("/data/a"));
    change(Action.STOP, Chapter.LONG, null);
    trouble.loseAnswer(Call.START, CUT);
    try (Trouble.Hold hold = trouble.hold(Call.START)) {
      change(Action.START, Duration.ZERO, CAUSE);
      hold.awaitArrivals(1);
      trouble.linked("/data/a", "/etc");
    }

    assertThat(requireNonNull(why()).code()).isEqualTo("PERMISSION_DENIED");
    assertThat(chapter.get("web").status()).isEqualTo(Status.STOPPED);
  }
}
