package tianniu.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.live.Admission;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;
import tianniu.store.ReadyDatabase;

/** What is told of operations is so: also of those that are refused, called off or taken up. */
class TruthTest {
  private static final String OPERATION = "op-" + "1".repeat(32);
  private static final Task CREATION = Task.asked(OPERATION, Status.CREATING, null);
  private static final Task STOP = Task.asked(OPERATION, Status.STOPPING, null);

  @TempDir private Path dataDir;
  private Ground ground;

  @BeforeEach
  void open() throws Exception {
    ReadyDatabase.copyInto(dataDir);
    ground = new Ground(dataDir);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private List<EventType> types() {
    return Ground.types(ground.events());
  }

  /** A container that runs, as it was before a stop of it was asked for. */
  private LiveContainer stopAsked() {
    ground.run("backend");
    LiveContainer before = Objects.requireNonNull(ground.view.find(Ground.id(0)));
    ground.view.begin(before.id(), "stop", STOP, Set.of(Status.RUNNING));
    return before;
  }

  @Test
  void creation_isToldWhenItIsPromised_andNotBefore() {
    ContainerSpec spec = ground.spec("backend");
    ground.view.reserve(spec, Admission.FREE, CREATION);
    assertThat(types()).isEmpty();

    ground.view.promise(spec.id(), "op-" + "2".repeat(32));
    assertThat(types()).isEmpty();

    ground.view.promise(spec.id(), OPERATION);
    assertThat(types()).containsExactly(EventType.CREATED);
  }

  @Test
  void refusedCreation_wasNever() {
    ContainerSpec spec = ground.spec("backend");
    ground.view.reserve(spec, Admission.FREE, CREATION);
    ground.view.drop(spec.id());
    assertThat(types()).isEmpty();
  }

  @Test
  void refusedStop_wasNever_andWhatHappenedMeanwhileIsTold() {
    LiveContainer before = stopAsked();
    ground.engine.trouble().exits(Objects.requireNonNull(before.ref()), 3);
    ground.mirror.refresh(before.ref());
    assertThat(types()).containsExactly(EventType.CREATED, EventType.STARTED);

    ground.view.revert(before);
    assertThat(types()).containsExactly(EventType.CREATED, EventType.STARTED, EventType.STOPPED);
    assertThat(ground.events().getLast().details()).isEqualTo(Details.exit(null, 3, false));
  }

  @Test
  void stop_calledOff_isToldToBe() {
    LiveContainer before = stopAsked();
    ground.view.promise(before.id(), OPERATION);
    ground.view.revert(before);

    List<Event> events = ground.events();
    assertThat(Ground.types(events).subList(2, events.size()))
        .containsExactly(EventType.STOPPING, EventType.FAILED);
    StatusReason why = StatusReason.CALLED_OFF;
    assertThat(events.getLast().details())
        .isEqualTo(Details.because(STOP, why.code(), why.message()));
  }

  @Test
  void retry_calledOff_doesNotTellTheOldFailureAgain() {
    ContainerSpec spec = ground.spec("backend");
    ground.view.reserve(spec, Admission.FREE, Task.of(Status.CREATING));
    ground.view.end(spec.id(), new StatusReason("IMAGE_NOT_FOUND", "not there"));
    LiveContainer before = Objects.requireNonNull(ground.view.find(spec.id()));
    ground.view.begin(
        spec.id(), "start", Task.asked(OPERATION, Status.STARTING, null), Set.of(Status.FAILED));
    ground.view.promise(spec.id(), OPERATION);
    ground.view.revert(before);

    assertThat(ground.events())
        .extracting(event -> event.type().word() + reason(event))
        .containsExactly(
            "container.created",
            "container.failed IMAGE_NOT_FOUND",
            "container.starting",
            "container.failed OPERATION_CANCELLED");
  }

  private static String reason(Event event) {
    Details.Reason reason = event.details().reason();
    return reason == null ? "" : " " + reason.code();
  }

  @Test
  void operation_calledOffWhenTheEngineHasTheContainerNoMore_isItsRemoval() {
    LiveContainer before = stopAsked();
    LiveContainer whole =
        new LiveContainer(before.id(), before.engine(), null, before.task(), before.reason());
    ground.view.promise(before.id(), OPERATION);
    ground.remove(Objects.requireNonNull(before.ref()));
    ground.view.revert(whole);
    assertThat(types().getLast()).isEqualTo(EventType.REMOVED);
    assertThat(ground.view.find(before.id())).isNull();
  }

  @Test
  void stop_takenUpAfterItsEnd_isNotBegunAgain() throws Exception {
    LiveContainer before = stopAsked();
    ground.view.promise(before.id(), OPERATION);
    ground.stop(Objects.requireNonNull(before.ref()));
    ground.view.end(before.id(), null);
    List<Event> told = ground.events();
    assertThat(Ground.types(told).subList(2, told.size()))
        .containsExactly(EventType.STOPPING, EventType.STOPPED);
    ground.end();

    ground.begin(view -> view.expect(before.id(), Task.of(OPERATION, Status.STOPPING, null)));
    ground.view.end(before.id(), null);
    assertThat(types()).isEqualTo(Ground.types(told));
  }

  @Test
  void stop_doneAndNotToldOf_beginsBeforeItEnds_andBeganNoRun() throws Exception {
    EngineRef first = ground.run("backend");
    EngineRef other = ground.run("backend");
    ContainerId id = Ground.id(0);
    ground.events();
    ground.end();
    ground.engine.containers().restart(first, Duration.ofSeconds(1));
    ground.engine.containers().stop(first, Duration.ofSeconds(1));
    ground.engine.containers().stop(other, Duration.ofSeconds(1));

    ground.begin(view -> view.expect(id, Task.of(OPERATION, Status.STOPPING, null)));
    List<Event> events = ground.events();
    assertThat(events.subList(4, events.size()))
        .filteredOn(event -> Ground.subject(event).id().equals(id))
        .extracting(event -> event.type().word() + " " + event.details().operation())
        .containsExactly(
            "container.stopping stop", "container.restarted null", "container.stopped stop");
  }
}
