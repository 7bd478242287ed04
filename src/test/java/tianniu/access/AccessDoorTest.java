package tianniu.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.caller.Permission;
import tianniu.http.HttpServer;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.http.Routes;
import tianniu.http.Witness;

class AccessDoorTest {
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade";
  private static final String KEY = "THE-KEY";

  private final List<Duration> heldBack = new ArrayList<>();
  private final KeyRing ring;
  private final HttpServer server;

  AccessDoorTest(@TempDir Path dataDir) throws IOException {
    ring = new KeyRing(dataDir);
    BadKeyBrake brake = new BadKeyBrake(() -> ring.now.toEpochMilli(), heldBack::add);
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Routes(
                List.of(
                    Route.get("/", "get", Permission.CONTAINER_READ, AccessDoorTest::name),
                    Route.post("/", "post", Permission.CONTAINER_WRITE, AccessDoorTest::name))),
            new AccessDoor(ring.keys(), () -> ring.now, brake),
            Witness.BLIND);
  }

  private static Reply name(Request request) {
    return Reply.json(Map.of("caller", request.caller().keyName()));
  }

  @AfterEach
  void close() {
    server.close();
    ring.close();
  }

  private String make(String more) {
    String body = "{\"name\": \"other\", \"role\": \"viewer\"" + more + "}";
    return ring.make(ring.admin(), body);
  }

  private static String bearer(String key) {
    return "Authorization: Bearer " + key;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer " + KEY,
        "authorization: bearer " + KEY,
        "Authorization: Bearer   " + KEY,
        UPGRADE + "\r\nSec-WebSocket-Protocol: p, bearer." + KEY,
        UPGRADE + "\r\nOrigin: http://here\r\nAuthorization: Bearer " + KEY
      })
  void admit_theKey_comesIn(String header) throws IOException {
    assertThat(ask(header.replace(KEY, ring.adminText()))).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-None: 1",
        "Authorization:",
        "Authorization: Bearer",
        "Authorization: Bearer ",
        "Authorization: Bearer wrong",
        "Authorization: Bearer " + KEY + "x",
        "Authorization: Basic " + KEY,
        "Authorization: " + KEY,
        "Sec-WebSocket-Protocol: bearer." + KEY,
        UPGRADE + "\r\nSec-WebSocket-Protocol: bearer.wrong"
      })
  void admit_otherwise_staysOut(String header) throws IOException {
    assertThat(ask(header.replace(KEY, ring.adminText())))
        .startsWith("HTTP/1.1 401")
        .contains("WWW-Authenticate: Bearer", "AUTHENTICATION_FAILED")
        .doesNotContain(ring.adminText());
  }

  @Test
  void admit_webSocketOfAnotherSitesPage_isDenied() throws IOException {
    assertThat(ask(UPGRADE + "\r\nOrigin: http://elsewhere\r\n" + bearer(ring.adminText())))
        .startsWith("HTTP/1.1 403")
        .contains("PERMISSION_DENIED");
  }

  @Test
  void admit_withoutThePermission_isDeniedAndToldWhich() throws IOException {
    String key = make("");

    assertThat(ask(bearer(key))).startsWith("HTTP/1.1 200");
    assertThat(ask("POST / HTTP/1.1", bearer(key)))
        .startsWith("HTTP/1.1 403")
        .contains("This needs the permission container:write");
  }

  @Test
  void admit_expired_staysOut() throws IOException {
    String key = make(", \"expires_at\": \"2026-06-02T00:00:00Z\"");
    ring.now = Instant.parse("2026-06-02T00:00:00Z");

    assertThat(ask(bearer(key))).startsWith("HTTP/1.1 401").contains("The API key has expired");
  }

  @Test
  void admit_revoked_staysOutAtOnce() throws IOException {
    String key = make("");
    ring.keys().revoke(ring.admin(), ring.caller(key).keyId());

    assertThat(ask(bearer(key))).startsWith("HTTP/1.1 401").contains("The API key is not valid");
  }

  @Test
  void admit_mistyped_isToldSo() throws IOException {
    String key = make("");
    char last = key.charAt(key.length() - 1);
    String typo = key.substring(0, key.length() - 1) + (last == 'a' ? 'b' : 'a');

    assertThat(ask(bearer(typo))).startsWith("HTTP/1.1 401").contains("The API key is mistyped");
  }

  @Test
  void admit_fromAnotherNetwork_isDenied() throws IOException {
    String key = make(", \"source_networks\": [\"192.0.2.0/24\"]");

    assertThat(ask(bearer(key)))
        .startsWith("HTTP/1.1 403")
        .contains("This key may not be used from the address 127.0.0.1");
    assertThat(ask(bearer(make(", \"source_networks\": [\"127.0.0.0/8\"]"))))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void admit_tooOften_isRefusedByKindAndToldWhen() throws IOException {
    String key =
        ring.make(
            ring.admin(),
            """
            {"name": "x", "role": "admin",
             "rate_limits": {"reads_per_minute": 2, "writes_per_minute": 1}}
            """);

    assertThat(ask(bearer(key)))
        .contains("RateLimit-Limit: 2", "RateLimit-Remaining: 1", "RateLimit-Reset: 30");
    assertThat(ask(bearer(key))).contains("RateLimit-Remaining: 0");
    assertThat(ask(bearer(key)))
        .startsWith("HTTP/1.1 429")
        .contains("RATE_LIMIT_EXCEEDED", "Retry-After: 30", "RateLimit-Remaining: 0");
    assertThat(ask("POST / HTTP/1.1", bearer(key))).startsWith("HTTP/1.1 200");
    assertThat(ask("POST / HTTP/1.1", bearer(key))).startsWith("HTTP/1.1 429");
    assertThat(ask(bearer(ring.adminText())))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("RateLimit");
  }

  @Test
  void admit_deniedCalls_countAsWell() throws IOException {
    String key = make(", \"rate_limits\": {\"writes_per_minute\": 1}");

    assertThat(ask("POST / HTTP/1.1", bearer(key)))
        .startsWith("HTTP/1.1 403")
        .contains("RateLimit-Limit: 1", "RateLimit-Remaining: 0");
    assertThat(ask("POST / HTTP/1.1", bearer(key))).startsWith("HTTP/1.1 429");
  }

  @Test
  void admit_wrongKeysAgainAndAgain_areHeldBackAndRightOnesNot() throws IOException {
    for (int i = 0; i < 7; i++) {
      ask(bearer("wrong"));
    }
    assertThat(heldBack).hasSize(2);

    assertThat(ask(bearer(ring.adminText()))).startsWith("HTTP/1.1 200");

    assertThat(heldBack).hasSize(2);
  }

  @Test
  void admit_aKey_remembersItsUse() throws IOException {
    String key = make("");

    ask(bearer(key));

    assertThat(ring.keys().get(ring.admin(), ring.caller(key).keyId()).lastUse())
        .isEqualTo(new HeldKey.LastUse(ring.now.toEpochMilli(), "127.0.0.1"));
  }

  @Test
  void admit_afterTheClockWasSetBack_remembersTheUseOfThatTime() throws IOException {
    String key = make("");
    ask(bearer(key));
    ring.now = ring.now.minus(Duration.ofHours(3));

    assertThat(ask(bearer(key))).startsWith("HTTP/1.1 200");

    assertThat(ring.keys().get(ring.admin(), ring.caller(key).keyId()).lastUse())
        .isEqualTo(new HeldKey.LastUse(ring.now.toEpochMilli(), "127.0.0.1"));
  }

  private String ask(String headers) throws IOException {
    return ask("GET / HTTP/1.1", headers);
  }

  private String ask(String line, String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        InputStream in = socket.getInputStream()) {
      String close = headers.contains("Connection") ? "" : "Connection: close\r\n";
      String request = line + "\r\nHost: here\r\n" + close + headers + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
