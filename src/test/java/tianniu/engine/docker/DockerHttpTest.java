package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.engine.contract.TestEngine.fault;
import static tianniu.engine.docker.ScriptedEngine.ok;
import static tianniu.engine.docker.ScriptedEngine.ping;
import static tianniu.engine.docker.ScriptedEngine.refusal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.ContainerEngine.Change;
import tianniu.engine.EngineRef;
import tianniu.engine.Patience;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

@Timeout(60)
class DockerHttpTest {
  private static final EngineRef REF = new EngineRef("c".repeat(64));
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Subject WHOLE = new Subject.Whole();

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private ScriptedEngine engine(ScriptedEngine.Script script) throws IOException {
    ScriptedEngine engine = new ScriptedEngine(script);
    opened.add(engine);
    return engine;
  }

  private DockerHttp client(EngineAddress address) {
    DockerHttp http = new DockerHttp(new Connector(address));
    opened.add(http);
    return http;
  }

  /** Pings are answered; everything else by the script. */
  private ScriptedEngine pinged(ScriptedEngine.Script script) throws IOException {
    return engine(
        (request, connection) ->
            request.endsWith("/_ping") ? ping("1.41") : script.answer(request, connection));
  }

  private static String get(DockerHttp http, String path) {
    return new String(http.send(Call.get(path), WHOLE).body(), UTF_8);
  }

  private static void assertUnavailable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> assertThat(e.fault()).isInstanceOf(Fault.EngineUnavailable.class));
  }

  @Test
  void send_first_agreesOnTheVersionOnce() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> ok("", "x"));
    DockerHttp http = client(engine.address());
    get(http, "/a");
    get(http, "/b");
    assertThat(engine.asked()).containsExactly("GET /_ping", "GET /v1.41/a", "GET /v1.41/b");
  }

  @Test
  void send_newerEngine_speaksOurNewest() throws IOException {
    ScriptedEngine engine =
        engine(
            (request, connection) ->
                switch (request) {
                  case "GET /_ping" -> ping("1.99");
                  case "GET /version" -> ok("", "{\"MinAPIVersion\":\"1.44\"}");
                  default -> ok("", "x");
                });
    get(client(engine.address()), "/a");
    assertThat(engine.asked()).endsWith("GET /v1.51/a");
  }

  @Test
  void send_engineTooOld_isUnavailable() throws IOException {
    ScriptedEngine engine = engine((request, connection) -> ping("1.39"));
    assertUnavailable(() -> get(client(engine.address()), "/a"));
  }

  @Test
  void send_otherEngineThanBefore_agreesAnew() throws IOException {
    AtomicReference<String> version = new AtomicReference<>("1.45");
    ScriptedEngine engine =
        engine(
            (request, connection) -> {
              if (request.endsWith("/_ping")) {
                return ping(version.get());
              }
              return request.contains("/v" + version.get() + "/")
                  ? ok("", "x")
                  : refusal(400, "client version 1.45 is too new. Maximum is 1.42");
            });
    DockerHttp http = client(engine.address());
    get(http, "/a");
    version.set("1.42");
    assertThat(get(http, "/b")).isEqualTo("x");
  }

  @Test
  void send_quickReads_shareAConnection() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> ok("", "x"));
    DockerHttp http = client(engine.address());
    for (int i = 0; i < 10; i++) {
      get(http, "/a");
    }
    // One for the ping and one for the rest.
    assertThat(engine.connectionCount()).isEqualTo(2);
  }

  @Test
  void send_keptConnectionHasDied_asksOverAnother() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> ok("", "x"));
    DockerHttp http = client(engine.address());
    get(http, "/a");
    engine.dropConnections();
    assertThat(get(http, "/b")).isEqualTo("x");
  }

  @Test
  void send_freshConnectionDies_isUnavailableAndAskedOnce() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> null);
    DockerHttp http = client(engine.address());
    assertUnavailable(() -> get(http, "/a"));
    assertUnavailable(() -> http.send(Call.post("/start"), WHOLE));
    assertThat(engine.asked()).filteredOn("GET /v1.41/a"::equals).hasSize(1);
    assertThat(engine.asked()).filteredOn("POST /v1.41/start"::equals).hasSize(1);
  }

  @Test
  void send_noAnswerInTime_isUnavailable() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> "");
    DockerHttp http = client(engine.address());
    assertUnavailable(() -> http.send(Call.get("/a").within(SOON), WHOLE));
    assertUnavailable(() -> http.send(Call.post("/a").within(SOON), WHOLE));
    assertUnavailable(() -> http.open(Call.stream("/a").within(SOON), WHOLE));
  }

  @Test
  void send_halfAnAnswerInTime_isUnavailable() throws IOException {
    ScriptedEngine engine =
        pinged((request, connection) -> "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    DockerHttp http = client(engine.address());
    assertUnavailable(() -> http.send(Call.get("/a").within(SOON), WHOLE));
  }

  @Test
  void send_nobodyThere_isUnavailableUntilSomebodyIs() throws IOException {
    DockerHttp http = client(new EngineAddress.Unix(Path.of("/no/such/socket")));
    assertUnavailable(() -> get(http, "/a"));
  }

  @Test
  void send_allConnectionsBusy_isUnavailableInTime() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(Lane.OWN.width());
    ScriptedEngine engine =
        pinged(
            (request, connection) -> {
              busy.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return ok("", "x");
            });
    DockerHttp http = client(engine.address());
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < Lane.OWN.width(); i++) {
      readers.add(Thread.ofVirtual().start(() -> get(http, "/slow")));
    }
    busy.await();
    assertUnavailable(() -> http.send(Call.get("/a").within(SOON), WHOLE));
    http.send(Call.get("/_ping").in(Lane.PULSE), WHOLE);
    release.countDown();
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(get(http, "/a")).isEqualTo("x");
  }

  @Test
  void send_somebodyWaits_callsEndTogether() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> "");
    DockerHttp http = client(engine.address());
    http.send(Call.get("/_ping"), WHOLE);
    Patience.within(
        SOON,
        () -> {
          assertUnavailable(() -> get(http, "/a"));
          assertUnavailable(() -> get(http, "/b"));
          return "";
        });
    assertThat(engine.asked()).doesNotContain("GET /v1.41/b");
  }

  @Test
  void open_whileStreamsAreMany_readsGoOn() throws IOException {
    ScriptedEngine engine =
        pinged(
            (request, connection) ->
                request.endsWith("/events")
                    ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    : ok("", "x"));
    DockerHttp http = client(engine.address());
    for (int i = 0; i < 2 * Lane.OWN.width(); i++) {
      opened.add(http.open(Call.stream("/events"), WHOLE));
    }
    assertThat(get(http, "/a")).isEqualTo("x");
  }

  @Test
  void open_refused_isTheFault() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> refusal(404, "No such container: c"));
    DockerHttp http = client(engine.address());
    assertThatThrownBy(() -> http.open(Call.stream("/logs"), new Subject.Container(REF)))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> assertThat(e.fault()).isEqualTo(new Fault.NoSuchContainer(REF.value())));
  }

  @Test
  void body_standsStill_endsAtItsLimit() throws IOException {
    ScriptedEngine engine =
        pinged(
            (request, connection) ->
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    DockerHttp http = client(engine.address());
    try (StreamedReply reply = http.open(Call.stream("/logs"), WHOLE);
        var body = reply.body(SOON)) {
      assertThat(body.readNBytes(3)).asString(UTF_8).isEqualTo("abc");
      assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void start_notModified_isAlready() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> "HTTP/1.1 304 Not Modified\r\n\r\n");
    DockerHttp http = client(engine.address());
    assertThat(
            new DockerContainers(http, new DockerResources(http), DockerTestEngine.ISOLATION, null)
                .start(REF))
        .isEqualTo(Change.ALREADY);
  }

  @Test
  void checkRegistry_engineWaitsTooLong_isUnreachable() throws IOException {
    ScriptedEngine engine = pinged((request, connection) -> "");
    DockerImages images = new DockerImages(client(engine.address()), LONG);
    assertThat(fault(() -> images.checkRegistry("box/a:1", SOON)))
        .isEqualTo(new Fault.NoSuchImage("box/a:1", Fault.ImageProblem.REGISTRY_UNREACHABLE));
  }

  @Test
  void checkRegistry_engineHangs_isUnavailable() throws IOException {
    ScriptedEngine engine = engine((request, connection) -> "");
    DockerImages images = new DockerImages(client(engine.address()));
    assertThat(fault(() -> images.checkRegistry("box/a:1", SOON)))
        .isInstanceOf(Fault.EngineUnavailable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Not Found\n",
        "{\"message\":\"Path /v1.41/distribution/box/a:1/json is not supported\"}"
      })
  void checkRegistry_engineWithoutThatCall_isLeftToThePull(String body) throws IOException {
    String podmans =
        "HTTP/1.1 404 Not Found\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    ScriptedEngine engine = pinged((request, connection) -> podmans);
    new DockerImages(client(engine.address())).checkRegistry("box/a:1", LONG);
    assertThat(engine.asked()).anyMatch(request -> request.contains("/distribution/"));
  }

  @Test
  void checkRegistry_unknownImage_isNotFound() throws IOException {
    ScriptedEngine engine =
        pinged((request, connection) -> ScriptedEngine.refusal(404, "manifest unknown"));
    DockerImages images = new DockerImages(client(engine.address()));
    assertThat(fault(() -> images.checkRegistry("box/a:1", LONG)))
        .isEqualTo(new Fault.NoSuchImage("box/a:1", Fault.ImageProblem.NOT_FOUND));
  }
}
