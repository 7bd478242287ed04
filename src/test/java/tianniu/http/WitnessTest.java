package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tianniu.caller.Permission;
import tianniu.fault.Fault;
import tianniu.http.Deed.Kind;
import tianniu.http.Deed.Target;

/** What the front door tells its witness, and what it answers when there is none. */
class WitnessTest {
  private final Recorder recorder = new Recorder();
  private final List<String> handled = new ArrayList<>();
  private TestServer server;

  @BeforeEach
  void open() throws IOException {
    server =
        new TestServer(
            Exposure.PLAIN,
            recorder,
            TestServer.post("/api/v1/containers/{container_id}/start", this::start),
            Route.get("/sensitive", "listAudit", Permission.AUDIT_READ, TestServer::fine),
            TestServer.get("/plain", TestServer::fine),
            TestServer.get("/quick", TestServer::fine).quick(),
            TestServer.get("/denied", WitnessTest::denied),
            TestServer.post("/full", WitnessTest::full),
            TestServer.post("/started", this::begin),
            TestServer.post("/prepared", this::prepareAndBegin),
            TestServer.post("/parts", WitnessTest::several));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void mutatingCall_isTold_beforeItsAnswer() throws IOException {
    assertThat(server.ask("POST /api/v1/containers/web/start").status()).isEqualTo(200);

    assertThat(recorder.deeds).hasSize(1);
    Deed deed = recorder.deeds.getFirst();
    assertThat(deed.outcome()).isEqualTo("ok");
    assertThat(deed.path()).isEqualTo("/api/v1/containers/{container_id}/start");
    assertThat(deed.caller()).isEqualTo(TestServer.CALLER);
    assertThat(deed.target()).isEqualTo(new Target(Kind.CONTAINER, null, "web", null));
  }

  @Test
  void refusedCall_isToldWithItsCode() throws IOException {
    server.ask("POST /api/v1/containers/none/start");
    server.ask("POST /api/v1/containers/web/start?what=1");

    assertThat(recorder.deeds)
        .extracting(Deed::outcome)
        .containsExactly("CONTAINER_NOT_FOUND", "INVALID_PARAMETER");
  }

  @Test
  void head_countsAsGet() throws IOException {
    server.ask("HEAD /sensitive", "Connection: close");
    assertThat(recorder.deeds).extracting(Deed::method).containsExactly("GET");
  }

  @Test
  void readingCall_isNotToldAtAll() throws IOException {
    recorder.isReady = false;
    assertThat(server.ask("GET /plain").status()).isEqualTo(200);
    assertThat(recorder.asked).isZero();
    assertThat(recorder.deeds).isEmpty();
  }

  @Test
  void readingCall_denied_isTold() throws IOException {
    server.ask("GET /denied");
    assertThat(recorder.deeds).extracting(Deed::outcome).containsExactly("PERMISSION_DENIED");
  }

  @Test
  void stranger_isToldApart() throws IOException {
    server.ask("POST /started", "X-Key: none");
    assertThat(recorder.deeds).isEmpty();
    assertThat(recorder.strangers).hasSize(1);
    assertThat(recorder.strangers.getFirst().caller()).isNull();
  }

  @Test
  void knownCaller_refusedAtTheDoorOfAQuickRoute_isToldApart() throws IOException {
    assertThat(server.ask("GET /quick", "X-Key: too often").status()).isEqualTo(429);
    assertThat(recorder.strangers)
        .singleElement()
        .extracting(Deed::outcome)
        .isEqualTo("RATE_LIMIT_EXCEEDED");
  }

  @Test
  void witnessNotReady_nothingIsDone() throws IOException {
    recorder.isReady = false;
    RawClient.Answer answer = server.ask("POST /api/v1/containers/web/start");

    assertThat(answer.code()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(handled).isEmpty();
  }

  @Test
  void witnessFails_isWhatIsAnswered() throws IOException {
    recorder.fails = true;
    assertThat(server.ask("POST /api/v1/containers/web/start").code())
        .isEqualTo("STORE_UNAVAILABLE");
    assertThat(server.ask("POST /api/v1/containers/none/start").code())
        .isEqualTo("STORE_UNAVAILABLE");
  }

  @Test
  void witnessFailsLikeTheCall_answerIsWhatTheCallMet() throws IOException {
    recorder.fails = true;
    RawClient.Answer answer = server.ask("POST /full");

    assertThat(answer.code()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(answer.body()).contains("The disk with the server's database is full");
  }

  @Test
  void started_isToldBeforeAndAfter() throws IOException {
    server.ask("POST /started");
    assertThat(recorder.deeds).extracting(Deed::outcome).containsExactly("started", "ok");
    assertThat(recorder.deeds.get(0).details()).containsOnlyKeys("command");
    assertThat(recorder.deeds.get(1).details()).containsOnlyKeys("exit_code", "duration");
  }

  @Test
  void started_andNotTold_isNotDone() throws IOException {
    recorder.fails = true;
    server.ask("POST /started");
    assertThat(handled).isEmpty();
  }

  @Test
  void startedWhilePreparing_isToldBeforeAndAfter() throws IOException {
    assertThat(server.ask("POST /prepared").status()).isEqualTo(200);
    assertThat(handled).containsExactly("preparation", "command");
    assertThat(recorder.deeds).extracting(Deed::outcome).containsExactly("started", "ok");
  }

  @Test
  void startedWhilePreparing_andNotTold_isPreparedAndNotDone() throws IOException {
    recorder.fails = true;
    assertThat(server.ask("POST /prepared").code()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(handled).containsExactly("preparation");
  }

  @Test
  void preparationFails_isToldWithItsCode() throws IOException {
    assertThat(server.ask("POST /prepared", "X-Prepared: no").code())
        .isEqualTo("CONTAINER_NOT_FOUND");
    assertThat(handled).isEmpty();
    assertThat(recorder.deeds)
        .extracting(Deed::outcome)
        .containsExactly("started", "CONTAINER_NOT_FOUND");
  }

  @Test
  void parts_areToldEachWithItsOutcome() throws IOException {
    server.ask("POST /parts");
    assertThat(recorder.deeds)
        .extracting(Deed::outcome)
        .containsExactly("ok", "CONTAINER_NOT_FOUND");
    assertThat(recorder.deeds)
        .extracting(Deed::requestId)
        .containsOnly(recorder.deeds.getFirst().requestId());
  }

  private Reply start(Request request) {
    handled.add(request.path("container_id"));
    if (request.path("container_id").equals("none")) {
      throw new Fault.NoSuchContainer("none").asException();
    }
    return TestServer.fine(request);
  }

  private Reply prepareAndBegin(Request request) {
    String prepared =
        request
            .audit()
            .startedWhile(
                () -> {
                  if (request.header("X-Prepared") != null) {
                    throw new Fault.NoSuchContainer("none").asException();
                  }
                  handled.add("preparation");
                  return "command";
                });
    handled.add(prepared);
    return TestServer.fine(request);
  }

  private Reply begin(Request request) {
    request.audit().detail("command", List.of("ls"));
    request.audit().started();
    handled.add("command");
    request.audit().detail("exit_code", 0);
    return TestServer.fine(request);
  }

  private static Reply several(Request request) {
    request.audit().part(new Target(Kind.CONTAINER, "1", "one", null), null);
    request
        .audit()
        .part(new Target(Kind.CONTAINER, null, "two", null), new Fault.NoSuchContainer("two"));
    return TestServer.fine(request);
  }

  private static Reply denied(Request request) {
    throw new Fault.Denied("not " + request.id(), null).asException();
  }

  private static Reply full(Request request) {
    assertThat(request.id()).isNotBlank();
    throw new Fault.StoreUnavailable(Fault.StoreProblem.DISK_FULL).asException();
  }

  private static final class Recorder implements Witness {
    private final List<Deed> deeds = new ArrayList<>();
    private final List<Deed> strangers = new ArrayList<>();
    private volatile boolean isReady = true;
    private volatile boolean fails;
    private volatile int asked;

    @Override
    public synchronized void requireReady() {
      asked++;
      if (!isReady) {
        throw new Fault.StoreUnavailable().asException();
      }
    }

    @Override
    public synchronized void saw(List<Deed> seen) {
      if (fails) {
        throw new Fault.StoreUnavailable().asException();
      }
      deeds.addAll(seen);
    }

    @Override
    public synchronized void turnedAway(Deed deed) {
      strangers.add(deed);
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }
}
