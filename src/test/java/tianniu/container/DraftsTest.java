package tianniu.container;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tianniu.Waiting.until;
import static tianniu.Waiting.untilThere;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.Trouble;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.keyring.MasterKey;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.Calling;
import tianniu.operation.DeadProcess;
import tianniu.operation.Operation.By;
import tianniu.operation.Outcome;
import tianniu.operation.Terms;
import tianniu.store.Store;
import tianniu.store.Stores;

/** What was accepted outlives the process that accepted it. */
class DraftsTest {
  private static final String ONE = "a1";

  @TempDir private Path dataDir;
  private final MemoryEngine engine = Yard.engine();
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store =
        Stores.open(
            dataDir, new Config.Storage(null, null, 30), MasterKey.loadOrCreate(dataDir, null));
  }

  @AfterEach
  void close() {
    store.close();
    engine.close();
  }

  private Yard yard() {
    return new Yard(engine, store);
  }

  private List<String> kept() {
    return store.read(DraftTable::all).stream().map(row -> row.id().value()).toList();
  }

  @Test
  void create_accepted_isKeptUntilItRuns() throws Exception {
    try (Yard yard = yard()) {
      ContainerId id;
      try (var _ = engine.trouble().hold(Call.CREATE)) {
        id = yard.create(Yard.ADMIN, Yard.body("web", ""));
        assertThat(kept()).containsExactly(id.value());
      }
      until(() -> yard.status(id) == Status.RUNNING);
      until(() -> kept().isEmpty());
    }
  }

  @Test
  void resume_neverMade_isMadeOnce() throws Exception {
    ContainerSpec spec = Yard.accepted(store, ONE, "web", "");

    try (Yard yard = yard()) {
      assertThat(yard.containers.find(Yard.ADMIN, spec.id().value()).name()).isEqualTo("web");
      until(() -> yard.status(spec.id()) == Status.RUNNING);
      assertThat(yard.made("web")).isEqualTo(1);
      until(() -> kept().isEmpty());
    }
  }

  @Test
  void resume_madeAndNotStarted_isStarted() throws Exception {
    ContainerSpec spec = Yard.accepted(store, ONE, "web", "");
    engine.containers().create(spec);

    try (Yard yard = yard()) {
      until(() -> yard.status(spec.id()) == Status.RUNNING);
      assertThat(yard.made("web")).isEqualTo(1);
      until(() -> kept().isEmpty());
    }
  }

  @Test
  void resume_doneAlready_isLeftAlone() throws Exception {
    ContainerSpec spec = Yard.accepted(store, ONE, "web", "");
    EngineRef ref = engine.containers().create(spec);
    engine.containers().start(ref);
    engine.containers().stop(ref, Duration.ofSeconds(1));
    Instant startedAt = engine.containers().find(ref).orElseThrow().startedAt();

    try (Yard yard = yard()) {
      until(() -> kept().isEmpty());
      until(() -> yard.status(spec.id()) == Status.STOPPED);
      assertThat(engine.containers().find(ref).orElseThrow().startedAt()).isEqualTo(startedAt);
    }
  }

  @Test
  void resume_engineStillAtTheDeadProcessesCall_isMadeOnce() throws Exception {
    ContainerSpec spec = Yard.accepted(store, ONE, "web", "");
    // The engine answers that the name is taken, and only then shows the container.
    engine.trouble().failNext(Call.CREATE, new Fault.ContainerExists("web"));

    try (Yard yard = yard()) {
      until(() -> yard.status(spec.id()) == Status.RUNNING);
      assertThat(yard.made("web")).isEqualTo(1);
    }
  }

  @Test
  void resume_nameTakenByAnother_hasFailed() throws Exception {
    ContainerSpec spec = Yard.accepted(store, ONE, "web", "");
    engine.createForeign(spec);

    try (Yard yard = yard()) {
      until(() -> yard.status(spec.id()) == Status.FAILED);
      assertThat(requireNonNull(yard.view.find(spec.id())).reason())
          .extracting(StatusReason::code)
          .isEqualTo("CONTAINER_ALREADY_EXISTS");
      assertThat(yard.made("web")).isEqualTo(1);
    }
  }

  @Test
  void failed_creation_isRememberedAndCanBeTriedAgainAndDeleted() throws Exception {
    ContainerId id;
    engine.trouble().failNext(Call.CREATE, new Fault.EngineRefused("no space left on device"));
    try (Yard yard = yard()) {
      id = yard.running(Yard.ADMIN, Yard.body("web", ""));
      assertThat(yard.status(id)).isEqualTo(Status.FAILED);
    }
    try (Yard yard = yard()) {
      assertThat(yard.status(id)).isEqualTo(Status.FAILED);
      assertThat(requireNonNull(yard.view.find(id)).reason())
          .isEqualTo(new StatusReason("START_FAILED", "no space left on device"));
      assertThat(yard.made("web")).isZero();

      yard.containers.change(
          Yard.ADMIN, Action.START, id.value(), Options.DEFAULT, Yard.LONG, null);
      assertThat(yard.status(id)).isEqualTo(Status.RUNNING);
      until(() -> kept().isEmpty());
    }
  }

  @Test
  void failed_creationDeleted_isForgotten() throws Exception {
    engine.trouble().failNext(Call.CREATE, new Fault.EngineRefused("no"));
    ContainerId id;
    try (Yard yard = yard()) {
      id = yard.running(Yard.ADMIN, Yard.body("web", ""));
      yard.containers.change(
          Yard.ADMIN, Action.DELETE, id.value(), Options.DEFAULT, Yard.LONG, null);
      until(() -> kept().isEmpty());
    }
    try (Yard yard = yard()) {
      assertThat(yard.view.find(id)).isNull();
    }
  }

  @Test
  void failed_creationRemovedWithDockerMeanwhile_isForgotten() throws Exception {
    engine.trouble().failNext(Call.START, new Fault.EngineRefused("no such command"));
    ContainerId id;
    EngineRef ref;
    try (Yard yard = yard()) {
      id = yard.running(Yard.ADMIN, Yard.body("web", ""));
      assertThat(yard.status(id)).isEqualTo(Status.FAILED);
      ref = requireNonNull(requireNonNull(yard.view.find(id)).ref());
    }
    try (Yard yard = yard()) {
      until(() -> requireNonNull(yard.view.find(id)).ref() != null);
      assertThat(yard.status(id)).isEqualTo(Status.FAILED);
      assertThat(kept()).containsExactly(id.value());
    }
    engine.containers().remove(ref, true, false);
    try (Yard yard = yard()) {
      until(() -> yard.view.find(id) == null);
      until(() -> kept().isEmpty());
    }
  }

  /** The engine has it; whoever accepted its start died before doing that. */
  private void startAccepted(int number) {
    ContainerId id = new ContainerId("%032x".formatted(number));
    ContainerSpec spec = Yard.body("web" + number, "").spec(id, InstantSource.system().instant());
    EngineRef ref = engine.containers().create(spec.startedBy("installation"));
    EngineContainer there = engine.containers().find(ref).orElseThrow();
    StatusReason why = new StatusReason("START_FAILED", "no such command");
    LiveContainer before = new LiveContainer(id, there, spec, null, why);
    LiveView none = new LiveView(List.of());
    try (DeadProcess dead = new DeadProcess(store)) {
      dead.accepted(
          Action.START.operationId,
          before,
          Terms.of(Options.DEFAULT_GRACE, false, false, there),
          By.of(Yard.ADMIN, null),
          DraftNote.making(none, Scope.ALL, spec, before));
    }
  }

  @Test
  void startOfWhatHadFailed_takenUpAndCalledOffWhileItWaits_keepsItsDraft() throws Exception {
    // As many as are started at once, and one that waits.
    for (int number = 1; number <= 9; number++) {
      startAccepted(number);
    }
    ContainerId id;
    try (Trouble.Hold hold = engine.trouble().hold(Call.START);
        Yard yard = yard()) {
      hold.awaitArrivals(8);
      ContainerId calledOff = untilThere(() -> Calling.offOneThatWaits(yard.operations));
      hold.close();
      until(() -> kept().equals(List.of(calledOff.value())));
      until(() -> yard.operations.underWay() == 0);
      id = calledOff;
      assertCalledOff(yard, id);
    }
    try (Yard yard = yard()) {
      assertCalledOff(yard, id);
      assertThat(kept()).containsExactly(id.value());
    }
  }

  private static void assertCalledOff(Yard yard, ContainerId id) {
    LiveContainer now = requireNonNull(yard.view.find(id));
    assertThat(now.ref()).isNotNull();
    // Else it would be swept as nobody's.
    assertThat(now.draft()).isNotNull();
    assertThat(now.status()).isEqualTo(Status.FAILED);
    assertThat(now.reason()).isEqualTo(Outcome.CALLED_OFF);
  }

  @Test
  void create_storeAway_isRefusedAndHoldsNothing() throws Exception {
    try (Yard yard = yard()) {
      store.close();

      FaultException thrown =
          catchThrowableOfType(
              FaultException.class, () -> yard.create(Yard.ADMIN, Yard.body("web", "")));

      assertThat(thrown.fault()).isInstanceOf(Fault.StoreUnavailable.class);
      assertThat(yard.view.snapshot().newestFirst()).isEmpty();
    }
  }

  @Test
  void draft_ofAWholeContainer_readsBackTheSameWithoutSecrets() {
    ContainerSpec spec =
        new SpecDraft(
                new ContainerId(ONE.repeat(16)),
                "web",
                "busybox",
                Instant.ofEpochMilli(1_700_000_000_123L))
            .createdBy("key-1")
            .label("team", "backend")
            .network("bridge")
            .env("EMPTY", "")
            .env(new EnvironmentVariable("KEY", "swordfish", new SecretRef("store", "key")))
            .spec();
    Scope scope = new Scope(Map.of("team", "backend"));
    store.write(handle -> DraftTable.put(handle, scope, spec));

    DraftTable.Row row = store.read(DraftTable::all).getFirst();
    ContainerSpec back =
        CreateBody.read(
            row.body(), row.id(), Instant.ofEpochMilli(row.acceptedAt()), row.createdBy());

    assertThat(row.scope()).isEqualTo(scope);
    assertThat(row.body()).doesNotContain("swordfish");
    assertThat(back.withCreatedBy(null).toString()).isEqualTo(spec.withCreatedBy(null).toString());
    assertThat(back.createdBy()).isEqualTo("key-1");
    assertThat(back.environment().get(1).value()).isEmpty();
  }
}
