package tianniu.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Caller;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.Bodies;
import tianniu.keyring.MasterKey;
import tianniu.live.LiveContainer;
import tianniu.store.Store;
import tianniu.store.Stores;

class QuotasTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Caller ADMIN = Counted.caller("admin", Scope.ALL, ResourceQuota.NONE);
  private static final Caller BACKEND =
      Counted.caller("k1", new Scope(Counted.BACKEND), ResourceQuota.NONE);

  @TempDir private Path dataDir;
  private Store store;
  private Quotas quotas;

  @BeforeEach
  void open() throws IOException {
    store =
        Stores.open(
            dataDir, new Config.Storage(null, null, 30), MasterKey.loadOrCreate(dataDir, null));
    quotas = quotas();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Quotas quotas() {
    return new Quotas(store, InstantSource.fixed(NOW));
  }

  private static QuotaBody body(String json) {
    return Bodies.read(json, QuotaBody::read);
  }

  private QuotaView put(String name, String json) {
    return quotas.put(ADMIN, name, body(json), List.of());
  }

  private static Fault fault(ThrowingCallable call) {
    FaultException thrown = catchThrowableOfType(FaultException.class, call);
    assertThat(thrown).as("a fault").isNotNull();
    return thrown.fault();
  }

  private static List<String> names(List<QuotaView> quotas) {
    return quotas.stream().map(QuotaView::name).toList();
  }

  @Test
  void put_everyLimit_isThereAfterARestart() {
    QuotaView made =
        put(
            "backend",
            "{\"labels\":{\"team\":\"backend\"},\"containers\":10,\"cpu\":\"2.5\","
                + "\"memory\":\"8GB\",\"ports\":0}");

    assertThat(quotas().get(ADMIN, "backend", List.of())).isEqualTo(made);
    assertThat(made.labels()).isEqualTo(Counted.BACKEND);
    assertThat(made.containers()).isEqualTo(10);
    assertThat(made.cpu()).isEqualTo("2.5");
    assertThat(made.memory()).isEqualTo("8GB");
    assertThat(made.ports()).isZero();
  }

  @Test
  void put_again_replacesTheLimitsAndKeepsItsBirth() {
    put("backend", "{\"containers\":10,\"cpu\":1}");
    Quotas later = new Quotas(store, InstantSource.fixed(NOW.plusSeconds(60)));
    QuotaView now = later.put(ADMIN, "backend", body("{\"ports\":3}"), List.of());

    assertThat(now.containers()).isNull();
    assertThat(now.cpu()).isNull();
    assertThat(now.ports()).isEqualTo(3);
    assertThat(now.createdAt()).isEqualTo(NOW);
    assertThat(now.updatedAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(quotas().get(ADMIN, "backend", List.of())).isEqualTo(now);
  }

  @Test
  void delete_quota_isGoneAlsoAfterARestart() {
    put("backend", "{\"containers\":1}");
    quotas.delete(ADMIN, "backend", List.of());

    Fault gone = new Fault.NoSuch(Fault.Kind.QUOTA, "backend");
    assertThat(fault(() -> quotas.get(ADMIN, "backend", List.of()))).isEqualTo(gone);
    assertThat(fault(() -> quotas.delete(ADMIN, "backend", List.of()))).isEqualTo(gone);
    assertThat(names(quotas().list(ADMIN, List.of()))).containsExactly("key");
  }

  @Test
  void write_byAKeyOfAScope_isDenied() {
    put("backend", "{\"labels\":{\"team\":\"backend\"},\"containers\":1}");

    assertThat(fault(() -> quotas.put(BACKEND, "backend", body("{\"containers\":9}"), List.of())))
        .isInstanceOf(Fault.Denied.class);
    assertThat(fault(() -> quotas.delete(BACKEND, "backend", List.of())))
        .isInstanceOf(Fault.Denied.class);
    assertThat(quotas.get(ADMIN, "backend", List.of()).containers()).isEqualTo(1);
  }

  @Test
  void list_byAKeyOfAScope_hasThoseThatMayHoldForIt() {
    put("all", "{\"containers\":100}");
    put("backend", "{\"labels\":{\"team\":\"backend\"},\"containers\":10}");
    put("backend-prod", "{\"labels\":{\"team\":\"backend\",\"env\":\"prod\"},\"containers\":5}");
    put("frontend", "{\"labels\":{\"team\":\"frontend\"},\"containers\":10}");

    assertThat(names(quotas.list(BACKEND, List.of())))
        .containsExactly("key", "all", "backend", "backend-prod");
    assertThat(names(quotas.list(ADMIN, List.of()))).hasSize(5);
    assertThat(fault(() -> quotas.get(BACKEND, "frontend", List.of())))
        .isEqualTo(new Fault.NoSuch(Fault.Kind.QUOTA, "frontend"));
  }

  @Test
  void list_ofAKey_showsWhatIsLeftForIt() {
    ResourceQuota limits =
        new ResourceQuota(3, new Cpus(2_000_000_000L), new ByteSize(1L << 30), 5);
    Caller limited = Counted.caller("k1", Scope.ALL, limits);
    LiveContainer own = Counted.live(Counted.spec("k1", Map.of(), 500_000_000L, 256L << 20, 1));
    LiveContainer others = Counted.live(Counted.spec("k2", Map.of(), 1L, 1L, 1));

    QuotaView key = quotas.list(limited, List.of(own, others)).getFirst();

    assertThat(key.name()).isEqualTo("key");
    assertThat(key.used()).isEqualTo(new QuotaView.Amounts(1, "0.5", "256MB", 1));
    assertThat(key.available()).isEqualTo(new QuotaView.Amounts(2, "1.5", "768MB", 4));
  }

  @Test
  void admission_severalQuotas_allHold() {
    put("backend", "{\"labels\":{\"team\":\"backend\"},\"containers\":5}");
    put("host", "{\"ports\":1}");

    assertThat(
            fault(
                () ->
                    quotas
                        .admission(ADMIN)
                        .admit(Counted.spec("admin", Counted.BACKEND, null, null, 2), List.of())))
        .isEqualTo(new Fault.LimitExceeded("ports", "1", "0", "2", "host"));
    quotas.admission(ADMIN).admit(Counted.spec("admin", Counted.BACKEND, null, null, 1), List.of());
  }

  @Test
  void put_storeAway_changesNothing() {
    put("backend", "{\"containers\":1}");
    store.close();

    assertThat(fault(() -> put("backend", "{\"containers\":9}")))
        .isInstanceOf(Fault.StoreUnavailable.class);
    assertThat(quotas.get(ADMIN, "backend", List.of()).containers()).isEqualTo(1);
  }

  @Test
  void read_bodies_areChecked() {
    assertThat(Bodies.paths("{}", QuotaBody::read)).containsExactly("containers");
    assertThat(Bodies.paths("{\"containers\":-1}", QuotaBody::read)).containsExactly("containers");
    assertThat(Bodies.paths("{\"cpu\":\"0\"}", QuotaBody::read)).containsExactly("cpu");
    assertThat(Bodies.paths("{\"memory\":\"0\"}", QuotaBody::read)).containsExactly("memory");
    assertThat(Bodies.paths("{\"ports\":1,\"labels\":{\"\":\"x\"}}", QuotaBody::read))
        .containsExactly("labels");
    assertThat(Bodies.paths("{\"ports\":1,\"limits\":{}}", QuotaBody::read))
        .containsExactly("limits");
    assertThat(body("{\"containers\":0}").limits())
        .isEqualTo(new ResourceQuota(0, null, null, null));
  }
}
