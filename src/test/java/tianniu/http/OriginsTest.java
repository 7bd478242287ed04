package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins: WebSockets, and what browsers let scripts read. */
class OriginsTest {
  private static final String PAGE = "https://console.example";
  private static final String[] HANDSHAKE = {
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
  };

  private final TestServer open;
  private final TestServer closed;

  OriginsTest() throws IOException {
    open = serving(new Exposure(null, List.of(), "https://public.example:8443", List.of(PAGE)));
    closed = serving(Exposure.PLAIN);
  }

  private static TestServer serving(Exposure exposure) throws IOException {
    return new TestServer(
        exposure,
        TestServer.get("/things", TestServer::fine),
        TestServer.get(
            "/socket",
            request -> new Reply.Upgrade(List.of(), () -> new Session.Listener() {}, () -> {})));
  }

  @AfterEach
  void close() {
    open.close();
    closed.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://here",
        "Origin: HTTP://HERE",
        "Origin: http://here:80",
        "Origin: https://public.example:8443",
        "Origin: https://console.example",
        "Origin: https://console.example:443",
        "X-Other: no page at all"
      })
  void webSocket_fromOurPages_opens(String header) throws IOException {
    assertThat(upgrade(open, header).status()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: null",
        "Origin:",
        "Origin: https://here",
        "Origin: http://here:8080",
        "Origin: http://here.evil.example",
        "Origin: http://evil.example/http://here",
        "Origin: https://public.example",
        "Origin: http://console.example",
        "Origin: https://console.example.evil.example",
        "Origin: http://here http://evil.example",
        "Origin: http://here, http://evil.example",
        "Origin: http://here\r\nOrigin: http://evil.example",
        "Origin: http://evil.example\r\nX-Forwarded-Host: evil.example",
        "Origin: https://here\r\nX-Forwarded-Proto: https"
      })
  void webSocket_fromOtherPages_isDenied(String header) throws IOException {
    RawClient.Answer answer = upgrade(open, header);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("PERMISSION_DENIED");
  }

  @Test
  void webSocket_withoutConfiguredOrigins_opensFromItsOwnPagesOnly() throws IOException {
    assertThat(upgrade(closed, "Origin: http://here").status()).isEqualTo(101);
    assertThat(upgrade(closed, "Origin: " + PAGE).status()).isEqualTo(403);
  }

  @Test
  void cors_closed_saysNothingAtAll() throws IOException {
    for (RawClient.Answer answer :
        List.of(
            closed.ask("GET /things", "Origin: " + PAGE),
            closed.ask("GET /nowhere", "Origin: " + PAGE),
            closed.ask("OPTIONS /things", "Origin: " + PAGE, "Access-Control-Request-Method: GET"),
            open.ask("GET /things", "Origin: https://evil.example"),
            open.ask("GET /things", "Origin: null"),
            open.ask("GET /things", "Origin: " + PAGE, "Origin: " + PAGE),
            open.ask("GET /things"))) {
      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }
    assertThat(closed.ask("GET /things").headers()).doesNotContainKey("vary");
  }

  @Test
  void cors_configuredOrigin_mayReadAnswersAndErrors() throws IOException {
    for (String request : new String[] {"GET /things", "GET /nowhere", "GET /things?x=1"}) {
      RawClient.Answer answer = open.ask(request, "Origin: " + PAGE);

      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
      assertThat(answer.header("Access-Control-Expose-Headers"))
          .contains("X-Request-Id", "X-Tianniu-Stale");
      assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
      assertThat(answer.header("Vary")).isEqualTo("Origin");
    }
    assertThat(open.ask("GET /things").header("Vary")).isEqualTo("Origin");
  }

  @Test
  void preflight_configuredOrigin_isAnsweredWithoutAKey() throws IOException {
    RawClient.Answer answer =
        open.ask(
            "OPTIONS /things",
            "X-Key: none",
            "Origin: " + PAGE,
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: authorization");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers())
        .containsAllEntriesOf(
            Map.of(
                "access-control-allow-origin", PAGE,
                "access-control-allow-methods", "GET, POST, PUT, DELETE",
                "access-control-allow-headers",
                    "Authorization, Content-Type, Idempotency-Key, X-Request-Id, Last-Event-ID",
                "vary", "Origin",
                "cache-control", "no-store"));
    assertThat(answer.header("X-Request-Id")).startsWith("req-");
  }

  @Test
  void options_thatIsNoPreflight_isAMethodLikeOthers() throws IOException {
    String method = "Access-Control-Request-Method: GET";

    assertThat(open.ask("OPTIONS /things").status()).isEqualTo(405);
    assertThat(open.ask("OPTIONS /things", "Origin: " + PAGE).status()).isEqualTo(405);
    assertThat(open.ask("OPTIONS /things", "Origin: https://evil.example", method).status())
        .isEqualTo(405);
    assertThat(open.ask("OPTIONS /things", "X-Key: none", method).status()).isEqualTo(401);
    assertThat(open.ask("GET /things", "X-Key: none", "Origin: " + PAGE, method).status())
        .isEqualTo(401);
  }

  private static RawClient.Answer upgrade(TestServer server, String header) throws IOException {
    String[] headers = java.util.Arrays.copyOf(HANDSHAKE, HANDSHAKE.length + 1);
    headers[HANDSHAKE.length] = header;
    try (RawClient client = server.connect()) {
      RawClient.Answer head = client.ask("GET /socket", headers).readHead();
      return head.status() == 101 ? head : server.ask("GET /socket", headers);
    }
  }
}
