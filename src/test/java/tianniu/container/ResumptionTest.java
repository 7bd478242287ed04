package tianniu.container;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.idempotency.Turn;
import tianniu.keyring.MasterKey;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.Task;
import tianniu.operation.Addendum;
import tianniu.operation.DeadProcess;
import tianniu.operation.Journal;
import tianniu.operation.Operation.By;
import tianniu.operation.OperationId;
import tianniu.operation.Terms;
import tianniu.store.ReadyDatabase;
import tianniu.store.Store;
import tianniu.store.Stores;

/** What a process has accepted and not done, the next one does, once. */
class ResumptionTest {
  private static final By BY = By.of(Yard.ADMIN, null);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final ContainerId ID = new ContainerId("a1".repeat(16));

  @TempDir private Path dir;
  private final MemoryEngine engine = Yard.engine();
  private final ContainerEngine containers = engine.containers();
  private Store store;
  private EngineRef ref;

  @BeforeEach
  void open() throws IOException {
    ReadyDatabase.copyInto(dir);
    store = Stores.open(dir, new Config.Storage(null, null, 1), MasterKey.loadOrCreate(dir, null));
    ref = containers.create(spec());
    containers.start(ref);
  }

  @AfterEach
  void close() {
    store.close();
    engine.close();
  }

  private static ContainerSpec spec() {
    return Yard.body("web", "").spec(ID, InstantSource.system().instant());
  }

  private EngineContainer there() {
    return containers.find(ref).orElseThrow();
  }

  private Instant startedAt() {
    return requireNonNull(there().startedAt());
  }

  private void accepted(Action action) {
    accepted(action.operationId, Terms.of(GRACE, true, false, there()), Addendum.NONE);
  }

  private void accepted(String verb, Terms terms, Addendum addendum) {
    LiveContainer container = new LiveContainer(ID, there(), null, null, null);
    try (DeadProcess dead = new DeadProcess(store)) {
      dead.accepted(verb, container, terms, BY, addendum);
    }
  }

  private void recreationAccepted() {
    ContainerSpec spec = spec();
    Terms terms = Terms.of(Options.DEFAULT_GRACE, true, false, there());
    LiveView none = new LiveView(java.util.List.of());
    accepted(Verbs.RECREATE, terms, DraftNote.making(none, Scope.ALL, spec, null));
  }

  /** A server lives until nothing is open any more, and no draft is left. */
  private void resumed(Status end) throws Exception {
    try (Yard yard = new Yard(engine, store)) {
      until(() -> yard.status(ID) == end && isDone());
    }
  }

  private boolean isDone() {
    try (Journal journal = Journal.open(store, InstantSource.system())) {
      return journal.unfinished().isEmpty() && store.read(DraftTable::all).isEmpty();
    }
  }

  @Test
  void task_ofWhatIsTakenUp_isAsInTheJournal() throws Exception {
    By healer = new By(Scope.ALL, "system", Task.UNHEALTHY);
    OperationId id;
    try (DeadProcess dead = new DeadProcess(store)) {
      LiveContainer container = new LiveContainer(ID, there(), null, null, null);
      Terms terms = Terms.of(GRACE, false, false, there());
      id = dead.accepted(Action.RESTART.operationId, container, terms, healer, Addendum.NONE);
    }

    try (Yard yard = new Yard(engine, store)) {
      until(() -> yard.status(ID) == Status.RUNNING && isDone());
      assertThat(yard.tasks)
          .containsExactly(Task.of(id.value(), Status.RESTARTING, Task.UNHEALTHY));
    }
  }

  @Test
  void task_ofACall_isThatOfItsOperationFromTheFirstChangeOn() throws Exception {
    try (Yard yard = new Yard(engine, store)) {
      String created =
          yard.containers
              .create(Yard.ADMIN, Yard.body("other", ""), Yard.LONG, Turn.FREE)
              .operation()
              .value();
      assertThat(yard.tasks)
          .containsExactlyInAnyOrder(
              Task.asked(created, Status.CREATING, null),
              Task.of(created, Status.CREATING, null),
              new Task(created, Status.CREATING, Status.STARTING, null));
      yard.tasks.clear();

      String stopped =
          yard.containers
              .change(Yard.ADMIN, Action.STOP, "other", Options.DEFAULT, Yard.LONG, "a".repeat(32))
              .operation()
              .value();

      assertThat(yard.tasks)
          .containsExactlyInAnyOrder(
              Task.asked(stopped, Status.STOPPING, null), Task.of(stopped, Status.STOPPING, null));
    }
  }

  @Test
  void stop_notBegun_isDone() throws Exception {
    accepted(Action.STOP);
    resumed(Status.STOPPED);
    assertThat(there().state()).isEqualTo(EngineState.EXITED);
  }

  @Test
  void stop_doneAlready_staysDone() throws Exception {
    accepted(Action.STOP);
    containers.stop(ref, GRACE);
    resumed(Status.STOPPED);
  }

  @ParameterizedTest
  @CsvSource({"STOP,STOPPED", "PAUSE,PAUSED"})
  void action_answerLostOnceMore_isDone(Action action, Status end) throws Exception {
    engine
        .trouble()
        .loseAnswer(Call.valueOf(action.name()), new Fault.EngineRefused("not understood"));
    accepted(action);
    try (Yard yard = new Yard(engine, store)) {
      until(() -> yard.status(ID) == end && isDone());
      assertThat(requireNonNull(yard.view.find(ID)).reason()).isNull();
    }
  }

  @Test
  void start_notBegun_isDone() throws Exception {
    containers.stop(ref, GRACE);
    Instant before = startedAt();
    accepted(Action.START);
    resumed(Status.RUNNING);
    assertThat(startedAt()).isAfter(before);
  }

  @Test
  void start_doneAndEndedByItself_isNotDoneAgain() throws Exception {
    containers.stop(ref, GRACE);
    accepted(Action.START);
    containers.start(ref);
    Instant started = startedAt();
    engine.trouble().exits(ref, 3);
    resumed(Status.STOPPED);
    assertThat(startedAt()).isEqualTo(started);
  }

  @ParameterizedTest
  @CsvSource({"NOTHING", "STOPPED"})
  void restart_notDone_isDone(String begun) throws Exception {
    Instant before = startedAt();
    accepted(Action.RESTART);
    if (begun.equals("STOPPED")) {
      containers.stop(ref, GRACE);
    }
    resumed(Status.RUNNING);
    assertThat(startedAt()).isAfter(before);
  }

  @Test
  void restart_doneAlready_isNotDoneAgain() throws Exception {
    accepted(Action.RESTART);
    containers.stop(ref, GRACE);
    containers.start(ref);
    Instant started = startedAt();
    resumed(Status.RUNNING);
    assertThat(startedAt()).isEqualTo(started);
  }

  @Test
  void pauseAndUnpause_doneOrNot_areDone() throws Exception {
    accepted(Action.PAUSE);
    resumed(Status.PAUSED);
    accepted(Action.UNPAUSE);
    resumed(Status.RUNNING);
    accepted(Action.PAUSE);
    containers.pause(ref);
    resumed(Status.PAUSED);
    accepted(Action.UNPAUSE);
    containers.unpause(ref);
    resumed(Status.RUNNING);
  }

  @Test
  void delete_notBegun_isDone() throws Exception {
    accepted(Action.DELETE);
    resumed(Status.DELETED);
    assertThat(containers.find(ref)).isEmpty();
  }

  @Test
  void delete_doneAlready_isDone() throws Exception {
    accepted(Action.DELETE);
    containers.remove(ref, true, false);
    resumed(Status.DELETED);
  }

  @Test
  void unfinished_untilItIsDone_refusesAnotherAction() throws Exception {
    accepted(Action.RESTART);
    try (var _ = engine.trouble().hold(Call.STOP);
        Yard yard = new Yard(engine, store)) {
      assertThat(yard.status(ID)).isEqualTo(Status.RESTARTING);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () ->
                      yard.containers.change(
                          Yard.ADMIN,
                          Action.STOP,
                          ID.value(),
                          Options.DEFAULT,
                          Duration.ZERO,
                          null)))
          .isInstanceOf(FaultException.class);
    }
    resumed(Status.RUNNING);
  }

  @Test
  void recreation_notBegun_isDone() throws Exception {
    recreationAccepted();
    resumed(Status.RUNNING);
    assertThat(containers.find(ref)).isEmpty();
    assertThat(madeRunning()).isTrue();
  }

  @Test
  void recreation_stoppedOnly_isDoneAndRuns() throws Exception {
    recreationAccepted();
    containers.stop(ref, GRACE);
    resumed(Status.RUNNING);
    assertThat(containers.find(ref)).isEmpty();
  }

  @Test
  void recreation_oldOneGone_isMade() throws Exception {
    recreationAccepted();
    containers.remove(ref, true, false);
    resumed(Status.RUNNING);
    assertThat(madeRunning()).isTrue();
  }

  @Test
  void recreation_newOneThere_isOnlyStarted() throws Exception {
    recreationAccepted();
    containers.remove(ref, true, false);
    EngineRef made = containers.create(spec());
    resumed(Status.RUNNING);
    assertThat(containers.find(made).orElseThrow().state()).isEqualTo(EngineState.RUNNING);
  }

  @ParameterizedTest
  @CsvSource({"NOTHING", "REMOVED", "MADE"})
  void recreation_ofAStoppedOne_staysStopped(String begun) throws Exception {
    containers.stop(ref, GRACE);
    recreationAccepted();
    if (!begun.equals("NOTHING")) {
      containers.remove(ref, true, false);
    }
    if (begun.equals("MADE")) {
      containers.create(spec());
    }
    resumed(Status.STOPPED);
    EngineContainer made = only();
    assertThat(made.ref()).isNotEqualTo(ref);
    assertThat(made.startedAt()).isNull();
  }

  private EngineContainer only() {
    assertThat(containers.list()).hasSize(1);
    return containers.find(containers.list().getFirst().ref()).orElseThrow();
  }

  private boolean madeRunning() {
    return only().state() == EngineState.RUNNING;
  }
}
