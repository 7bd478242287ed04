package tianniu.container;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tianniu.Waiting.until;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Caller;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.container.Answers.Rehearsed;
import tianniu.engine.ContainerId;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.keyring.MasterKey;
import tianniu.live.Status;
import tianniu.quota.QuotaView;
import tianniu.store.Store;
import tianniu.store.Stores;

/** Creations against quotas: what is accepted holds its part, and what is gone gives it back. */
class QuotaHoldTest {
  private static final int CLIENTS = 64;
  private static final int LIMIT = 10;
  private static final String BACKEND = ",\"labels\":{\"team\":\"backend\"}";

  @TempDir private Path dataDir;
  private final MemoryEngine engine = Yard.engine();
  private Store store;
  private Yard yard;

  @BeforeEach
  void open() throws Exception {
    store =
        Stores.open(
            dataDir, new Config.Storage(null, null, 30), MasterKey.loadOrCreate(dataDir, null));
    store.write(
        handle ->
            handle.execute(
                "INSERT INTO quotas VALUES ('backend', '{\"team\":\"backend\"}', ?, NULL, NULL,"
                    + " NULL, 0, 'admin', 0, 'admin')",
                LIMIT));
    yard = new Yard(engine, store);
  }

  @AfterEach
  void close() throws Exception {
    yard.close();
    store.close();
    engine.close();
  }

  private static Caller limited(ResourceQuota quota) {
    return Yard.caller("k1", Scope.ALL, quota);
  }

  /** The ids that were accepted; all others must have been refused for the quota. */
  private List<ContainerId> race(IntFunction<ContainerId> create) throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<ContainerId> accepted = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<ContainerId>>> answers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        Callable<List<ContainerId>> call =
            () -> {
              gate.await();
              try {
                return List.of(create.apply(client));
              } catch (FaultException e) {
                assertThat(e.fault()).isInstanceOf(Fault.LimitExceeded.class);
                return List.of();
              }
            };
        answers.add(clients.submit(call));
      }
      gate.countDown();
      for (Future<List<ContainerId>> answer : answers) {
        accepted.addAll(answer.get());
      }
    }
    return accepted;
  }

  private Fault.LimitExceeded refusal(Caller caller, String name, String more) {
    FaultException thrown =
        catchThrowableOfType(
            FaultException.class, () -> yard.create(caller, Yard.body(name, more)));
    assertThat(thrown).as("a refusal").isNotNull();
    return (Fault.LimitExceeded) thrown.fault();
  }

  private void fill() {
    for (int i = 0; i < LIMIT; i++) {
      yard.running(Yard.ADMIN, Yard.body("full" + i, BACKEND));
    }
    assertThat(refusal(Yard.ADMIN, "more", BACKEND))
        .isEqualTo(new Fault.LimitExceeded("containers", "10", "10", "1", "backend"));
  }

  @Test
  void create_racingForAScope_isWonByAsManyAsItTakes() throws Exception {
    List<ContainerId> accepted = race(i -> yard.create(Yard.ADMIN, Yard.body("race" + i, BACKEND)));

    assertThat(accepted).hasSize(LIMIT);
    accepted.forEach(id -> until(() -> yard.status(id) == Status.RUNNING));
  }

  @Test
  void create_racingForAKey_isWonByAsManyAsItTakes() throws Exception {
    Caller caller = limited(new ResourceQuota(7, null, null, null));

    assertThat(race(i -> yard.create(caller, Yard.body("race" + i, "")))).hasSize(7);
    yard.create(Yard.ADMIN, Yard.body("other", ""));
  }

  @Test
  void create_racingForPorts_isWonByAsManyAsItTakes() throws Exception {
    Caller caller = limited(new ResourceQuota(null, null, null, 9));
    String ports = ",\"ports\":[{\"internal\":80},{\"internal\":81}]";

    assertThat(race(i -> yard.create(caller, Yard.body("race" + i, ports)))).hasSize(4);
  }

  @Test
  void delete_container_givesItsPartBack() {
    fill();
    yard.containers.change(
        Yard.ADMIN, Action.DELETE, "full3", Options.deleting(true, false), Yard.LONG, null);

    yard.create(Yard.ADMIN, Yard.body("more", BACKEND));
    assertThat(refusal(Yard.ADMIN, "evenmore", BACKEND).used()).isEqualTo("10");
  }

  @Test
  void docker_removesOne_givesItsPartBack() {
    fill();
    var ref = requireNonNull(yard.view.get("full3").ref());
    engine.containers().remove(ref, true, false);
    until(() -> yard.view.snapshot().newestFirst().size() == LIMIT - 1);

    yard.create(Yard.ADMIN, Yard.body("more", BACKEND));
  }

  @Test
  void docker_makesOne_countsToo() {
    var foreign =
        Yard.body("foreign", BACKEND)
            .spec(new ContainerId("0".repeat(32)), java.time.Instant.now());
    engine.createForeign(foreign);
    until(() -> yard.view.snapshot().newestFirst().size() == 1);

    for (int i = 0; i < LIMIT - 1; i++) {
      yard.create(Yard.ADMIN, Yard.body("c" + i, BACKEND));
    }
    assertThat(refusal(Yard.ADMIN, "more", BACKEND).used()).isEqualTo("10");
  }

  @Test
  void failed_creation_holdsItsPartUntilItIsDeleted() {
    engine.trouble().failNext(Call.CREATE, new Fault.EngineRefused("no"));
    Caller caller = limited(new ResourceQuota(1, null, null, null));
    ContainerId failed = yard.running(caller, Yard.body("web", ""));
    assertThat(yard.status(failed)).isEqualTo(Status.FAILED);

    assertThat(refusal(caller, "more", "").quota()).isEqualTo("key");
    yard.containers.change(caller, Action.DELETE, failed.value(), Options.DEFAULT, Yard.LONG, null);
    yard.create(caller, Yard.body("more", ""));
  }

  @Test
  void create_byAKeyOfTheScope_isCountedByItsLabels() {
    fill();
    Caller scoped = Yard.caller("k1", new Scope(Map.of("team", "backend")), ResourceQuota.NONE);

    assertThat(refusal(scoped, "more", "").quota()).isEqualTo("backend");
  }

  @Test
  void rehearse_roomForIt_saysWhatWouldBeLeftAndHoldsNothing() {
    Rehearsed tried = yard.containers.rehearse(Yard.ADMIN, Yard.body("web", BACKEND));

    assertThat(tried.dryRun()).isTrue();
    assertThat(tried.labels()).isEqualTo(Yard.labels());
    assertThat(tried.quotas()).extracting(QuotaView::name).containsExactly("key", "backend");
    assertThat(tried.quotas().getLast().available().containers()).isEqualTo(LIMIT - 1);
    assertThat(yard.view.snapshot().newestFirst()).isEmpty();
    assertThat(store.read(DraftTable::all)).isEmpty();
  }

  @Test
  void rehearse_noRoom_isRefusedAsTheRealCall() {
    fill();

    FaultException thrown =
        catchThrowableOfType(
            FaultException.class,
            () -> yard.containers.rehearse(Yard.ADMIN, Yard.body("more", BACKEND)));
    assertThat(thrown.fault())
        .isEqualTo(new Fault.LimitExceeded("containers", "10", "10", "1", "backend"));
  }
}
