package tianniu.container;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.fault.Fault;
import tianniu.keyring.MasterKey;
import tianniu.live.Admission;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;
import tianniu.operation.Outcome;
import tianniu.store.ReadyDatabase;
import tianniu.store.Store;
import tianniu.store.Stores;

/** A failed creation that somebody settles behind our back is told of no more. */
class DraftStrikerTest {
  private static final StatusReason WHY = new StatusReason("START_FAILED", "no such command");

  @TempDir private Path dir;
  private final MemoryEngine engine = Yard.engine();
  private final AtomicInteger toRefuse = new AtomicInteger();
  private final AtomicInteger strikes = new AtomicInteger();
  private Store store;

  /** A store that is away for some of the striker's writes, which are counted. */
  private record Watched(Store inner, AtomicInteger toRefuse, AtomicInteger strikes)
      implements Store {
    @Override
    public <T> T read(Work<T> work) {
      return inner.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
      if (Thread.currentThread().getName().equals("draft-striker")) {
        if (toRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          throw new Fault.StoreUnavailable(Fault.StoreProblem.NO_ANSWER).asException();
        }
        strikes.incrementAndGet();
      }
      return inner.write(work);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    ReadyDatabase.copyInto(dir);
    Config.Storage storage = new Config.Storage(null, null, 30);
    Store opened = Stores.open(dir, storage, MasterKey.loadOrCreate(dir, null));
    store = new Watched(opened, toRefuse, strikes);
  }

  @AfterEach
  void close() {
    store.close();
    engine.close();
  }

  private List<String> kept() {
    return store.read(DraftTable::all).stream().map(row -> row.id().value()).toList();
  }

  private boolean isFailedOnDisk(ContainerId id) {
    return store.read(DraftTable::all).stream()
        .anyMatch(row -> row.id().equals(id) && row.why() != null);
  }

  private List<String> events(ContainerId id) {
    return store.read(
        handle ->
            handle
                .createQuery("SELECT type FROM events WHERE container_id = :id ORDER BY id")
                .bind("id", id.value())
                .mapTo(String.class)
                .list());
  }

  /** Whether it is on disk what was told of it last. */
  private boolean isKnown(ContainerId id) {
    return store.read(
        handle ->
            handle
                    .createQuery("SELECT count(*) FROM event_states WHERE container_id = :id")
                    .bind("id", id.value())
                    .mapTo(Integer.class)
                    .one()
                == 1);
  }

  /** One that the engine has made and could not start. */
  private ContainerId failed(Yard yard, String name) {
    engine.trouble().failNext(Call.START, new Fault.EngineRefused("no such command"));
    ContainerId id = yard.running(Yard.ADMIN, Yard.body(name, ""));
    assertThat(yard.status(id)).isEqualTo(Status.FAILED);
    until(() -> isFailedOnDisk(id));
    return id;
  }

  private static EngineRef ref(Yard yard, ContainerId id) {
    return requireNonNull(requireNonNull(yard.view.find(id)).ref());
  }

  private static ContainerSpec spec(String name) {
    ContainerId id = new ContainerId("a1".repeat(16));
    return Yard.body(name, "").spec(id, InstantSource.system().instant());
  }

  /** As a crash leaves the draft of what somebody has removed. */
  private void leftBehind(ContainerSpec spec) {
    store.write(
        handle -> {
          DraftTable.put(handle, Scope.ALL, spec);
          return DraftTable.fail(handle, spec.id(), WHY, true);
        });
  }

  @Test
  void startedWithDocker_isStruckOut_andNoStopAndStartBringsItBack() throws Exception {
    ContainerId id;
    try (Yard yard = new Yard(engine, store)) {
      id = failed(yard, "web");
      EngineRef ref = ref(yard, id);
      engine.containers().start(ref);
      until(() -> kept().isEmpty());
      engine.containers().stop(ref, Duration.ofSeconds(1));
    }
    try (Yard yard = new Yard(engine, store)) {
      assertThat(yard.status(id)).isEqualTo(Status.STOPPED);
      assertThat(requireNonNull(yard.view.find(id)).reason()).isNull();
    }
  }

  @Test
  void removedWithDocker_isStruckOut() throws Exception {
    try (Yard yard = new Yard(engine, store)) {
      ContainerId id = failed(yard, "web");
      engine.containers().remove(ref(yard, id), true, false);
      until(() -> yard.view.find(id) == null);
      until(() -> kept().isEmpty());
    }
  }

  @Test
  void removedWithDocker_storeAway_isStruckOutWhenItIsBack() throws Exception {
    try (Yard yard = new Yard(engine, store)) {
      ContainerId id = failed(yard, "web");
      toRefuse.set(1);
      engine.containers().remove(ref(yard, id), true, false);
      until(() -> kept().isEmpty());
      assertThat(strikes).hasValue(1);
    }
  }

  @Test
  void removedWithDocker_serverEndsAtOnce_isStruckOutBeforeItHasEnded() throws Exception {
    try (Yard yard = new Yard(engine, store)) {
      ContainerId id = failed(yard, "web");
      engine.containers().remove(ref(yard, id), true, false);
      until(() -> yard.view.find(id) == null);
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void failedOnce_andTriedAgain_isKeptWhileItFails() throws Exception {
    try (Yard yard = new Yard(engine, store)) {
      ContainerId id = failed(yard, "web");
      engine.trouble().failNext(Call.START, new Fault.EngineRefused("still none"));
      yard.containers.change(
          Yard.ADMIN, Action.START, id.value(), Options.DEFAULT, Yard.LONG, null);
      until(() -> isFailedOnDisk(id));
      assertThat(yard.status(id)).isEqualTo(Status.FAILED);
      assertThat(strikes).hasValue(0);
    }
  }

  @Test
  void settled_whileAnOperationIsToMakeIt_isKept() {
    ContainerSpec spec = spec("web");
    store.write(handle -> DraftTable.put(handle, Scope.ALL, spec));
    LiveView view = new LiveView(List.of());
    try (DraftStriker striker = new DraftStriker(store)) {
      striker.attend(view);
      striker.changed(new LiveContainer(spec.id(), null, spec, null, WHY), null);
      until(() -> strikes.get() == 1);
    }
    assertThat(kept()).containsExactly(spec.id().value());
  }

  @Test
  void settled_andBegunAnew_isLeftToThatOperation() {
    ContainerSpec spec = spec("web");
    LiveView view = new LiveView(List.of());
    view.reserve(spec, Admission.FREE, Task.of(Status.CREATING));
    leftBehind(spec);
    try (DraftStriker striker = new DraftStriker(store)) {
      striker.attend(view);
      striker.changed(new LiveContainer(spec.id(), null, spec, null, WHY), null);
      until(() -> strikes.get() == 1);
    }
    assertThat(kept()).containsExactly(spec.id().value());
  }

  @Test
  void settled_beforeItsFailureIsOnDisk_isNotWrittenDown() {
    ContainerSpec spec = spec("web");
    store.write(handle -> DraftTable.put(handle, Scope.ALL, spec));
    LiveView view = new LiveView(List.of());
    DraftNote note = DraftNote.making(view, Scope.ALL, spec, null);
    view.reserve(spec, Admission.FREE, Task.of(Status.CREATING));
    Store.Work<?> end = note.ended(new Outcome.Failed(WHY));
    view.end(spec.id(), WHY);
    view.drop(spec.id());

    store.write(end);

    assertThat(kept()).isEmpty();
  }

  @Test
  void start_draftOfOneThatWentLongAgo_tellsNoEventOfIt() throws Exception {
    ContainerId id;
    ContainerSpec spec;
    try (Yard yard = Yard.recorded(engine, store)) {
      // A first start takes what there is for known.
      ContainerId first = yard.running(Yard.ADMIN, Yard.body("first", ""));
      until(() -> isKnown(first));
      id = failed(yard, "web");
      spec = requireNonNull(requireNonNull(yard.view.find(id)).draft());
      engine.containers().remove(ref(yard, id), true, false);
      until(() -> events(id).contains("REMOVED"));
    }
    List<String> before = events(id);
    leftBehind(spec);

    try (Yard yard = Yard.recorded(engine, store)) {
      // The mirror and the recorder are past the first look when this one is told of.
      ContainerSpec after = spec("after");
      engine.containers().start(engine.containers().create(after));
      until(() -> events(after.id()).contains("STARTED"));
      until(() -> kept().isEmpty());
      assertThat(yard.view.find(id)).isNull();
    }
    assertThat(events(id)).isEqualTo(before);
  }

  @Test
  void start_manyThatWent_areStruckOutByOneWrite() throws Exception {
    List<EngineRef> refs = new ArrayList<>();
    try (Yard yard = new Yard(engine, store)) {
      for (int i = 0; i < 5; i++) {
        refs.add(ref(yard, failed(yard, "web" + i)));
      }
    }
    refs.forEach(ref -> engine.containers().remove(ref, true, false));

    try (Yard yard = new Yard(engine, store)) {
      assertThat(yard.view.snapshot().newestFirst()).isEmpty();
      until(() -> kept().isEmpty());
    }
    assertThat(strikes).hasValue(1);
  }

  @Test
  void start_engineCannotTellOfIt_isKept() throws Exception {
    ContainerId id;
    try (Yard yard = new Yard(engine, store)) {
      id = failed(yard, "web");
    }
    // Also those looks that events of before cause.
    for (int look = 0; look < 50; look++) {
      engine.trouble().failNext(Call.FIND, new Fault.EngineRefused("not now"));
    }
    try (Yard yard = new Yard(engine, store)) {
      assertThat(requireNonNull(yard.view.find(id)).ref()).isNull();
      assertThat(yard.status(id)).isEqualTo(Status.FAILED);
    }
    assertThat(kept()).containsExactly(id.value());
  }
}
