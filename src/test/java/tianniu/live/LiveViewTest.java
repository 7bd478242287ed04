package tianniu.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineState;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class LiveViewTest {
  private static final Task CREATING = Task.of(Status.CREATING);
  private static final Task STARTING = Task.of(Status.STARTING);
  private static final Task STOPPING = Task.of(Status.STOPPING);
  private static final StatusReason WHY = new StatusReason("START_FAILED", "no such file");
  private static final Set<Status> STOPPABLE = EnumSet.of(Status.RUNNING, Status.PAUSED);

  private final List<String> told = new ArrayList<>();
  private final LiveView view =
      new LiveView(
          List.of(
              new RunListener() {
                @Override
                public void up(ContainerId id, EngineContainer container) {
                  told.add("up " + container.name());
                }

                @Override
                public void down(ContainerId id) {
                  told.add("down");
                }
              }));

  @Test
  void apply_olderAnswerComesLast_isDropped() {
    long early = view.ticket();
    long late = view.ticket();

    view.apply(Seen.ours(1, EngineState.EXITED), late);
    view.apply(Seen.ours(1, EngineState.RUNNING), early);

    assertThat(status(1)).isEqualTo(Status.STOPPED);
  }

  @Test
  void apply_afterGone_revivesNothing() {
    long early = view.ticket();
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.gone(Seen.ref(1), view.ticket());

    view.apply(Seen.ours(1, EngineState.RUNNING), early);

    assertThat(view.find(Seen.id(1))).isNull();
    assertThat(view.snapshot().newestFirst()).isEmpty();
  }

  @Test
  void gone_askedBeforeTheContainerWasSeen_isDropped() {
    long early = view.ticket();
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());

    view.gone(Seen.ref(1), early);

    assertThat(status(1)).isEqualTo(Status.RUNNING);
  }

  @Test
  void knownBefore_newerAnswers_areLeftOut() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    long ticket = view.ticket();
    view.apply(Seen.ours(2, EngineState.RUNNING), view.ticket());

    assertThat(view.knownBefore(ticket)).containsExactly(Seen.ref(1));
  }

  @Test
  void states_ofTheEngine_areOurs() {
    int number = 1;
    for (EngineState state : EngineState.values()) {
      view.apply(Seen.ours(number, state), view.ticket());
      Status expected =
          switch (state) {
            case RUNNING -> Status.RUNNING;
            case PAUSED -> Status.PAUSED;
            case RESTARTING -> Status.RESTARTING;
            case REMOVING -> Status.DELETING;
            case CREATED, EXITED, DEAD -> Status.STOPPED;
          };
      assertThat(status(number)).as("%s", state).isEqualTo(expected);
      number++;
    }
  }

  @Test
  void reserve_nameOfAnother_isRefused() {
    view.apply(Seen.foreign(9, "web", EngineState.EXITED), view.ticket());

    assertThat(fault(() -> view.reserve(Seen.spec(Seen.id(1), "web", 0), Admission.FREE, CREATING)))
        .isEqualTo(new Fault.ContainerExists("web"));
  }

  @Test
  void reserve_portOfARunningContainer_isRefusedAndThatOfAStoppedOneIsNot() {
    view.apply(Seen.container(Seen.ref(9), null, "a", EngineState.RUNNING, 8080), view.ticket());
    view.apply(Seen.container(Seen.ref(8), null, "b", EngineState.EXITED, 8081), view.ticket());

    assertThat(
            fault(() -> view.reserve(Seen.spec(Seen.id(1), "web", 8080), Admission.FREE, CREATING)))
        .isEqualTo(new Fault.PortInUse(8080, "tcp"));
    view.reserve(Seen.spec(Seen.id(1), "web", 8081), Admission.FREE, CREATING);
    assertThat(status(1)).isEqualTo(Status.CREATING);
  }

  @Test
  void begin_allowed_showsTheTransitionAtOnce() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());

    LiveContainer begun = view.begin(Seen.id(1), "stop", STOPPING, STOPPABLE);

    assertThat(begun.status()).isEqualTo(Status.STOPPING);
    assertThat(status(1)).isEqualTo(Status.STOPPING);
  }

  @Test
  void begin_transitional_isRefusedAndSaysWhy() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.begin(Seen.id(1), "stop", STOPPING, STOPPABLE);

    assertThat(fault(() -> view.begin(Seen.id(1), "stop", STOPPING, STOPPABLE)))
        .isEqualTo(
            new Fault.WrongState(
                Seen.id(1).value(), "stop", "stopping", List.of("running", "paused")));
  }

  @Test
  void begin_gone_isNoSuchContainer() {
    assertThat(fault(() -> view.begin(Seen.id(1), "stop", STOPPING, STOPPABLE)))
        .isEqualTo(new Fault.NoSuchContainer(Seen.id(1).value()));
  }

  @Test
  void begin_startWhoseFixedPortIsTaken_isRefused() {
    view.apply(Seen.container(Seen.ref(1), null, "one", EngineState.EXITED, 8080), view.ticket());
    view.apply(Seen.container(Seen.ref(2), null, "two", EngineState.EXITED, 8080), view.ticket());
    Set<Status> startable = EnumSet.of(Status.STOPPED);
    view.begin(view.get("one").id(), "start", STARTING, startable);

    assertThat(fault(() -> view.begin(view.get("two").id(), "start", STARTING, startable)))
        .isEqualTo(new Fault.PortInUse(8080, "tcp"));
    assertThat(view.get("two").status()).isEqualTo(Status.STOPPED);
  }

  @Test
  void begin_crashLooping_cannotBePaused() {
    view.apply(Seen.ours(1, EngineState.RESTARTING), view.ticket());

    assertThat(
            fault(
                () ->
                    view.begin(
                        Seen.id(1), "pause", Task.of(Status.PAUSING), EnumSet.of(Status.RUNNING))))
        .isInstanceOf(Fault.WrongState.class);
  }

  @Test
  void begin_crashLooping_mayBeStoppedButNotStarted() {
    view.apply(Seen.ours(1, EngineState.RESTARTING), view.ticket());

    assertThat(fault(() -> view.begin(Seen.id(1), "start", STARTING, EnumSet.of(Status.STOPPED))))
        .isInstanceOf(Fault.WrongState.class);
    assertThat(view.begin(Seen.id(1), "stop", STOPPING, STOPPABLE).status())
        .isEqualTo(Status.STOPPING);
  }

  @Test
  void apply_duringAnOperation_keepsTheTransition() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.begin(Seen.id(1), "stop", STOPPING, STOPPABLE);

    view.apply(Seen.ours(1, EngineState.EXITED), view.ticket());
    assertThat(status(1)).isEqualTo(Status.STOPPING);

    view.end(Seen.id(1), null);
    assertThat(status(1)).isEqualTo(Status.STOPPED);
  }

  @Test
  void creation_wholeWay_goesThroughItsStates() {
    view.reserve(Seen.spec(1), Admission.FREE, CREATING);
    assertThat(status(1)).isEqualTo(Status.CREATING);

    view.apply(Seen.ours(1, EngineState.CREATED), view.ticket());
    view.move(Seen.id(1), Status.STARTING);
    assertThat(status(1)).isEqualTo(Status.STARTING);

    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.end(Seen.id(1), null);

    assertThat(status(1)).isEqualTo(Status.RUNNING);
    assertThat(container(1).draft()).isNull();
  }

  @Test
  void creation_failedBeforeTheEngineHadIt_isFailedAndStays() {
    view.reserve(Seen.spec(1), Admission.FREE, CREATING);

    view.end(Seen.id(1), WHY);

    assertThat(status(1)).isEqualTo(Status.FAILED);
    assertThat(container(1).reason()).isEqualTo(WHY);
    assertThat(view.get("c1").id()).isEqualTo(Seen.id(1));
    assertThat(container(1).holdsPorts()).isFalse();
  }

  @Test
  void creation_failedAtTheStart_isFailedAndKeepsItsDraft() {
    view.reserve(Seen.spec(1), Admission.FREE, CREATING);
    view.apply(Seen.ours(1, EngineState.CREATED), view.ticket());

    view.end(Seen.id(1), WHY);

    assertThat(status(1)).isEqualTo(Status.FAILED);
    assertThat(container(1).draft()).isNotNull();
  }

  @Test
  void failed_startedAgain_isNoMoreFailed() {
    view.reserve(Seen.spec(1), Admission.FREE, CREATING);
    view.apply(Seen.ours(1, EngineState.CREATED), view.ticket());
    view.end(Seen.id(1), WHY);

    view.begin(Seen.id(1), "start", STARTING, EnumSet.of(Status.FAILED));
    assertThat(container(1).reason()).isNull();
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.end(Seen.id(1), null);

    assertThat(status(1)).isEqualTo(Status.RUNNING);
  }

  @Test
  void gone_whileItIsBeingMade_keepsTheIdUntilTheEnd() {
    view.reserve(Seen.spec(1), Admission.FREE, CREATING);
    view.apply(Seen.ours(1, EngineState.CREATED), view.ticket());

    view.gone(Seen.ref(1), view.ticket());
    assertThat(status(1)).isEqualTo(Status.CREATING);
    assertThat(container(1).engine()).isNull();

    view.end(Seen.id(1), WHY);
    assertThat(status(1)).isEqualTo(Status.FAILED);
  }

  @Test
  void missing_afterAFailedCreation_staysFailed() {
    view.reserve(Seen.spec(1), Admission.FREE, CREATING);
    view.apply(Seen.ours(1, EngineState.CREATED), view.ticket());
    view.end(Seen.id(1), WHY);

    assertThat(view.missing(Seen.ref(1), view.ticket())).isEqualTo(Seen.id(1));
    assertThat(status(1)).isEqualTo(Status.FAILED);
    assertThat(container(1).reason()).isEqualTo(WHY);
  }

  @Test
  void missingOrGone_nothingToStayFor_isForgotten() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    assertThat(view.missing(Seen.ref(1), view.ticket())).isNull();
    assertThat(view.find(Seen.id(1))).isNull();

    view.reserve(Seen.spec(2), Admission.FREE, CREATING);
    view.apply(Seen.ours(2, EngineState.CREATED), view.ticket());
    view.end(Seen.id(2), WHY);
    view.gone(Seen.ref(2), view.ticket());
    assertThat(view.find(Seen.id(2))).isNull();
  }

  @Test
  void failedCreation_thatTheEngineCallsDead_hasFailed() {
    view.reserve(Seen.spec(1), Admission.FREE, CREATING);
    view.end(Seen.id(1), WHY);
    view.apply(Seen.ours(1, EngineState.DEAD), view.ticket());

    assertThat(status(1)).isEqualTo(Status.FAILED);
  }

  @Test
  void end_doneAndTheEngineHasItNoMore_forgetsIt() {
    view.reserve(Seen.spec(1), Admission.FREE, CREATING);
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.gone(Seen.ref(1), view.ticket());

    view.end(Seen.id(1), null);

    assertThat(view.find(Seen.id(1))).isNull();
  }

  @Test
  void endAndMove_ofWhatIsGone_doNothing() {
    view.end(Seen.id(1), WHY);
    view.move(Seen.id(1), Status.STARTING);

    assertThat(view.snapshot().newestFirst()).isEmpty();
  }

  @Test
  void end_failedStop_showsWhyUntilTheNextAnswerOfTheEngine() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.begin(Seen.id(1), "stop", STOPPING, STOPPABLE);

    view.end(Seen.id(1), WHY);

    assertThat(status(1)).isEqualTo(Status.RUNNING);
    assertThat(container(1).reason()).isEqualTo(WHY);
  }

  @Test
  void drop_leavesNothingToFindOrRevive() {
    view.apply(Seen.ours(1, EngineState.EXITED), view.ticket());

    view.drop(Seen.id(1));

    assertThat(view.snapshot().find("c1")).isEmpty();
    assertThat(view.knownBefore(view.ticket())).isEmpty();
  }

  @Test
  void issuedId_committedToAnother_countsOnce() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());

    // An image that was committed from the first carries its labels on.
    view.apply(
        Seen.container(Seen.ref(2), Seen.id(1), "copy", EngineState.RUNNING, 0), view.ticket());

    assertThat(container(1).ref()).isEqualTo(Seen.ref(1));
    assertThat(view.get("copy").id()).isEqualTo(ContainerId.ofForeign(Seen.ref(2)));
    view.gone(Seen.ref(2), view.ticket());
    assertThat(status(1)).isEqualTo(Status.RUNNING);
    assertThat(view.snapshot().newestFirst()).hasSize(1);
  }

  @Test
  void issuedId_keepsItsContainerOverManyAnswers() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.apply(
        Seen.container(Seen.ref(2), Seen.id(1), "copy", EngineState.RUNNING, 0), view.ticket());

    view.gone(Seen.ref(1), view.ticket());
    view.apply(
        Seen.container(Seen.ref(2), Seen.id(1), "copy", EngineState.EXITED, 0), view.ticket());

    assertThat(view.get("copy").id()).isEqualTo(ContainerId.ofForeign(Seen.ref(2)));
  }

  @Test
  void listeners_runs_areTold() {
    view.apply(Seen.ours(1, EngineState.RUNNING), view.ticket());
    view.apply(Seen.ours(1, EngineState.PAUSED), view.ticket());
    view.apply(Seen.ours(1, EngineState.EXITED), view.ticket());
    view.gone(Seen.ref(1), view.ticket());

    assertThat(told).containsExactly("up c1", "up c1", "down", "down");
  }

  private LiveContainer container(int number) {
    return requireNonNull(view.find(Seen.id(number)));
  }

  private Status status(int number) {
    return container(number).status();
  }

  private static Fault fault(ThrowingCallable call) {
    return catchThrowableOfType(FaultException.class, call).fault();
  }
}
