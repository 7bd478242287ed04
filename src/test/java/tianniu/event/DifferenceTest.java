package tianniu.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.HealthStatus;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;

class DifferenceTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String OPERATION = "op-" + "1".repeat(32);
  private static final Instant CREATED = NOW.minusSeconds(500);

  private static State of(@Nullable EngineState engine, int run) {
    boolean isUp = engine == EngineState.RUNNING || engine == EngineState.PAUSED;
    return new State(
        new ContainerId("ab".repeat(16)),
        engine == null ? null : new EngineRef("ab".repeat(32)),
        "web",
        "nginx",
        Map.of("team", "backend"),
        CREATED,
        engine,
        null,
        run == 0 ? null : began(run),
        run == 0 || isUp ? null : ended(run),
        run == 0 || isUp ? null : 0,
        false,
        null,
        null,
        null);
  }

  private static Instant began(int run) {
    return CREATED.plusSeconds(10L * run);
  }

  private static Instant ended(int run) {
    return began(run).plusSeconds(5);
  }

  private static State during(State state, @Nullable Status transition) {
    return at(state, transition == null ? null : Task.of(transition));
  }

  private static State at(State state, @Nullable Task task) {
    return with(state, state.name(), task, state.exitCode(), false, null, null);
  }

  private static State with(
      State state,
      String name,
      @Nullable Task task,
      @Nullable Integer exit,
      boolean oom,
      @Nullable HealthStatus health,
      @Nullable StatusReason reason) {
    return new State(
        state.id(),
        state.ref(),
        name,
        state.image(),
        state.labels(),
        state.createdAt(),
        state.engine(),
        task,
        state.startedAt(),
        state.finishedAt(),
        exit,
        oom,
        health,
        reason,
        state.begun());
  }

  private static List<String> told(@Nullable State was, @Nullable State now) {
    return new Difference(was, now, NOW)
        .events().stream()
            .map(
                event ->
                    event.type().word()
                        + (event.details().operation() == null
                            ? ""
                            : " by " + event.details().operation())
                        + (event.details().exitCode() == null
                            ? ""
                            : " with " + event.details().exitCode())
                        + (event.at().equals(NOW) ? "" : " at " + event.at()))
            .toList();
  }

  @Test
  void unknownContainer_thatRan_isToldFromItsCreationOn() {
    assertThat(told(null, of(EngineState.EXITED, 1)))
        .containsExactly(
            "container.created at " + CREATED,
            "container.started at " + began(1),
            "container.stopped with 0 at " + ended(1));
  }

  @Test
  void acceptedCreation_isByCreate_andItsStartToo() {
    State accepted = during(of(null, 0), Status.CREATING);
    State running = during(of(EngineState.RUNNING, 1), Status.CREATING);

    assertThat(told(null, accepted)).containsExactly("container.created by create at " + CREATED);
    assertThat(told(accepted, during(of(EngineState.CREATED, 0), Status.CREATING))).isEmpty();
    assertThat(told(accepted, running))
        .containsExactly("container.started by create at " + began(1));
    assertThat(told(running, during(running, null))).isEmpty();
  }

  @Test
  void stepsOfACreation_areAllOfTheOneOperation() {
    Task creating = Task.of(OPERATION, Status.CREATING, null);
    Task starting = new Task(OPERATION, Status.CREATING, Status.STARTING, null);
    State accepted = at(of(null, 0), creating);
    State made = at(of(EngineState.CREATED, 0), starting);
    State running = at(of(EngineState.RUNNING, 1), starting);

    assertThat(told(accepted, made)).containsExactly("container.starting by create");
    assertThat(told(made, running)).containsExactly("container.started by create at " + began(1));
    assertThat(told(null, running))
        .containsExactly(
            "container.created by create at " + CREATED,
            "container.started by create at " + began(1));
    assertThat(new Difference(null, running, NOW).events())
        .extracting(event -> event.details().operationId())
        .containsOnly(OPERATION);
  }

  @Test
  void endWithinAStart_isByItself() {
    State starting = during(of(EngineState.CREATED, 0), Status.STARTING);
    State ended = during(of(EngineState.EXITED, 1), Status.STARTING);

    assertThat(told(starting, ended))
        .containsExactly(
            "container.started by start at " + began(1), "container.stopped with 0 at " + ended(1));
  }

  @Test
  void stopByUs_isStoppingThenStopped() {
    State running = of(EngineState.RUNNING, 1);
    State stopping = during(running, Status.STOPPING);

    assertThat(told(running, stopping)).containsExactly("container.stopping by stop");
    assertThat(told(stopping, during(of(EngineState.EXITED, 1), Status.STOPPING)))
        .containsExactly("container.stopped by stop with 0 at " + ended(1));
  }

  @Test
  void outOfMemory_isTold() {
    State killed = with(of(EngineState.EXITED, 1), "web", null, 137, true, null, null);

    Event.Draft event = new Difference(of(EngineState.RUNNING, 1), killed, NOW).events().getFirst();

    assertThat(event.details()).isEqualTo(Details.exit(null, 137, true));
  }

  @Test
  void newRunInPlaceOfOne_isRestarted_andWhatEndedAgainIsStopped() {
    State first = of(EngineState.RUNNING, 1);

    assertThat(told(first, of(EngineState.RUNNING, 2)))
        .containsExactly("container.restarted at " + began(2));
    assertThat(told(first, of(EngineState.RESTARTING, 1)))
        .containsExactly("container.stopped with 0 at " + ended(1));
    assertThat(told(of(EngineState.RESTARTING, 1), of(EngineState.RESTARTING, 2)))
        .containsExactly(
            "container.restarted at " + began(2), "container.stopped with 0 at " + ended(2));
    assertThat(told(of(EngineState.EXITED, 1), of(EngineState.RUNNING, 2)))
        .containsExactly("container.started at " + began(2));
  }

  @Test
  void pause_ofTheSameRun_isPausedAndUnpaused() {
    State running = of(EngineState.RUNNING, 1);
    State paused = of(EngineState.PAUSED, 1);

    assertThat(told(running, paused)).containsExactly("container.paused");
    assertThat(told(paused, running)).containsExactly("container.unpaused");
    assertThat(told(of(EngineState.EXITED, 1), of(EngineState.PAUSED, 2)))
        .containsExactly("container.started at " + began(2), "container.paused");
  }

  @Test
  void health_isToldWhenItIsKnown() {
    State running = of(EngineState.RUNNING, 1);
    State starting = with(running, "web", null, null, false, HealthStatus.STARTING, null);
    State healthy = with(running, "web", null, null, false, HealthStatus.HEALTHY, null);

    assertThat(told(running, starting)).isEmpty();
    assertThat(new Difference(starting, healthy, NOW).events())
        .extracting(Event.Draft::details)
        .containsExactly(Details.health("starting", "healthy"));
  }

  @Test
  void healthNotProbedYet_isThatOfTheRunSoFar() {
    State running = of(EngineState.RUNNING, 1);
    State starting = with(running, "web", null, null, false, HealthStatus.STARTING, null);
    State healthy = with(running, "web", null, null, false, HealthStatus.HEALTHY, null);
    State nextRun =
        with(of(EngineState.RUNNING, 2), "web", null, null, false, HealthStatus.STARTING, null);

    assertThat(starting.behind(healthy)).isEqualTo(healthy);
    assertThat(starting.behind(running)).isEqualTo(starting);
    assertThat(starting.behind(null)).isEqualTo(starting);
    assertThat(nextRun.behind(healthy)).isEqualTo(nextRun);
  }

  @Test
  void newRunUnderAnotherName_beganBeforeTheNameWasNoticed() {
    assertThat(
            told(
                of(EngineState.EXITED, 1),
                with(of(EngineState.RUNNING, 2), "new", null, null, false, null, null)))
        .containsExactly("container.started at " + began(2), "container.renamed");
  }

  @Test
  void nameAndFailure_areTold() {
    State running = of(EngineState.RUNNING, 1);
    StatusReason why = new StatusReason("PORT_ALREADY_IN_USE", "taken");

    assertThat(
            new Difference(running, with(running, "new", null, null, false, null, null), NOW)
                .events())
        .extracting(Event.Draft::details)
        .containsExactly(Details.formerly("web"));
    assertThat(
            new Difference(
                    during(of(EngineState.EXITED, 1), Status.STARTING),
                    with(of(EngineState.EXITED, 1), "web", null, 0, false, null, why),
                    NOW)
                .events())
        .extracting(Event.Draft::details)
        .containsExactly(Details.because(Task.of(Status.STARTING), "PORT_ALREADY_IN_USE", "taken"));
  }

  @Test
  void restartOfTheServer_isToldWithItsCause() {
    State running = of(EngineState.RUNNING, 1);
    Task healing = Task.of(OPERATION, Status.RESTARTING, Task.UNHEALTHY);
    State restarting = at(running, healing);
    State again = at(of(EngineState.RUNNING, 2), healing);

    assertThat(new Difference(running, restarting, NOW).events())
        .extracting(Event.Draft::type, Event.Draft::details)
        .containsExactly(tuple(EventType.RESTARTING, Details.by(healing)));
    assertThat(new Difference(restarting, again, NOW).events().getFirst().details().cause())
        .isEqualTo("unhealthy");
    assertThat(told(again, of(EngineState.RUNNING, 2))).isEmpty();
    assertThat(new Difference(running, during(running, Status.RESTARTING), NOW).events())
        .extracting(event -> event.details().cause())
        .containsOnlyNulls();
  }

  @Test
  void failedCreation_seenForTheFirstTime_isOurs() {
    State failed = with(of(null, 0), "web", null, null, false, null, new StatusReason("X", "x"));

    assertThat(told(null, failed))
        .containsExactly("container.created by create at " + CREATED, "container.failed");
  }

  @Test
  void removal_isTold_byWhomItCame() {
    State running = of(EngineState.RUNNING, 1);

    assertThat(told(running, null)).containsExactly("container.removed");
    assertThat(told(during(running, Status.DELETING), null))
        .containsExactly("container.removed by delete");
    assertThat(told(null, null)).isEmpty();
  }

  @Test
  void state_written_isReadAsItWas() {
    State state =
        with(
            of(EngineState.EXITED, 1),
            "web",
            new Task(OPERATION, Status.CREATING, Status.STARTING, Task.UNHEALTHY),
            137,
            true,
            HealthStatus.UNHEALTHY,
            new StatusReason("START_FAILED", "no \"such\" file"));

    assertThat(StateText.read(state.id(), StateText.of(state))).isEqualTo(state);
    State during = during(state, Status.STOPPING);
    assertThat(StateText.read(during.id(), StateText.of(during))).isEqualTo(during);
    State empty = of(null, 0);
    assertThat(StateText.read(empty.id(), StateText.of(empty))).isEqualTo(empty);
  }
}
