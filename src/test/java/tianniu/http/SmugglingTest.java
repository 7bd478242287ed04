package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Requests that two programs in a row might read differently. */
class SmugglingTest {
  private static final String HIDDEN = "GET /secret HTTP/1.1\r\nHost: here\r\n\r\n";
  private static final String KEY = "tn_swordfish0123456789";

  private final TestServer server;

  SmugglingTest() throws IOException {
    server =
        new TestServer(
            TestServer.get("/things", TestServer::fine),
            TestServer.post("/things", TestServer::fine),
            TestServer.get("/things/{id}", request -> Reply.json(Map.of("id", request.path("id")))),
            TestServer.get("/secret", request -> Reply.json(Map.of("hidden", true))),
            TestServer.get(
                    "/bug",
                    request -> {
                      throw new IllegalStateException("a bug");
                    })
                .query("key"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** After such a head nobody knows where the request ends: the connection ends with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: 4\r\nContent-Length: 4",
        "Content-Length: 4, 4",
        "Content-Length: 4, 5",
        "Content-Length: +4",
        "Content-Length: -4",
        "Content-Length: 0x4",
        "Content-Length: 4 4",
        "Content-Length : 4",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding:\u000bchunked",
        "Transfer-Encoding: \"chunked\"",
        "X: y\r\n Transfer-Encoding: chunked",
        "X: y\r\n\tfolded",
        " X: folded at once",
        "X Y: z",
        "X\u0000: z",
        "X: a\u0000b",
        "X: a\rTransfer-Encoding: chunked",
        "X: y\nTransfer-Encoding: chunked",
        "(X): z",
        "X\u00e4: z",
        ": z",
        "Host: there"
      })
  void head_ambiguous_isRefusedAndNothingBehindItIsRead(String header) throws IOException {
    try (RawClient client = server.connect()) {
      client.send(
          "POST /things HTTP/1.1\r\nHost: here\r\n" + header + "\r\n\r\n0\r\n\r\n" + HIDDEN);

      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("INVALID_PARAMETER");
      assertThat(isEnded(client)).as("the connection is closed").isTrue();
    }
  }

  private static boolean isEnded(RawClient client) {
    try {
      return client.isAtEnd();
    } catch (IOException _) {
      // Reset, as what was sent is not read any more.
      return true;
    }
  }

  @Test
  void chunked_inHttp10_isRefused() throws IOException {
    try (RawClient client = server.connect()) {
      client.send(
          "POST /things HTTP/1.0\r\nHost: here\r\nConnection: keep-alive\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
              + HIDDEN);

      assertThat(client.read().status()).isEqualTo(400);
      assertThat(isEnded(client)).isTrue();
    }
  }

  @Test
  void lineEnds_bareLineFeeds_areRefused() throws IOException {
    assertThat(server.raw("GET /things HTTP/1.1\nHost: here\n\n").status()).isEqualTo(400);
    assertThat(server.raw("GET /things HTTP/1.1\r\nHost: here\nX: y\r\n\r\n").status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zz\r\nabc\r\n0\r\n\r\n", "-1\r\n\r\n", "3\nabc\n0\n\n", "100000000000000000\r\n"})
  void chunks_malformed_areRefused(String body) throws IOException {
    RawClient.Answer answer =
        server.raw(
            "POST /body HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n" + body);

    assertThat(answer.status()).isBetween(400, 499);
  }

  /** Each would be {@code /secret}, or another thing than it seems, to one reader or another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/things/../secret",
        "/./secret",
        "/secret/.",
        "/secret/..",
        "/things/%2e%2e/secret",
        "/things/%2E%2E/secret",
        "/things/.%2e/secret",
        "/things/..%2fsecret",
        "/things%2f..%2fsecret",
        "/%2e/secret",
        "/things/..;/secret",
        "/things/..;x=y/secret",
        "/secret;x=y",
        "/secret;",
        "/;/secret",
        "//secret",
        "///secret",
        "/things//a",
        "/secret//",
        "/\\secret",
        "/things/..\\secret",
        "/things/%5c..%5csecret",
        "/things/a%2fb",
        "/things/a%2Fb",
        "/things/a%252fb",
        "/things/%252e%252e",
        "/things/%25",
        "/things/%c0%ae%c0%ae/secret",
        "/things/%c0%af",
        "/things/%e0%80%af",
        "/things/%f0%80%80%af",
        "/things/%ed%a0%80",
        "/things/%ff",
        "/things/%u002e",
        "/things/%",
        "/things/%0",
        "/things/%00",
        "/things/a%00b",
        "/things/a%0d%0ab",
        "/things/a%0ab",
        "/things/a%7fb",
        "/things#a",
        "/things/a#/../secret",
        "things",
        "http://there/things",
        "http://user@here/things",
        "http:///things",
        "file:///things",
        "http://here/../secret"
      })
  void path_readableInTwoWays_leadsNowhere(String target) throws IOException {
    RawClient.Answer answer = server.ask("GET " + target);

    assertThat(answer.status()).as(answer.body()).isIn(400, 404);
    assertThat(answer.code()).isIn("INVALID_PARAMETER", "NOT_FOUND");
  }

  @Test
  void path_withOneReading_isRouted() throws IOException {
    for (String id : new String[] {"..a", "a..", "...", ".a", "a.b", "-", "~"}) {
      assertThat(server.ask("GET /things/" + id).body()).isEqualTo("{\"id\":\"" + id + "\"}");
    }
    assertThat(server.ask("GET /things/web%2e1").body()).isEqualTo("{\"id\":\"web.1\"}");
    assertThat(server.ask("GET /things/%E5%A4%A9").body()).isEqualTo("{\"id\":\"天\"}");
    assertThat(server.ask("GET http://here/things/a").body()).isEqualTo("{\"id\":\"a\"}");
    assertThat(server.ask("GET /%74hings/a").body()).isEqualTo("{\"id\":\"a\"}");
    assertThat(server.ask("GET /THINGS").status()).isEqualTo(404);
    assertThat(server.ask("GET /things%20").status()).isEqualTo(404);
  }

  @Test
  void target_absoluteWithAnotherScheme_doesNotChangeTheOrigin() throws IOException {
    try (TestServer asked =
        new TestServer(
            TestServer.get("/o", request -> Reply.json(Map.of("o", request.origin()))))) {
      assertThat(asked.ask("GET https://here/o").body()).doesNotContain("https://");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer a\r\nAuthorization: Bearer b",
        "Authorization: Bearer a\r\nauthorization: Bearer a",
        "Authorization: Bearer a\r\nX: y\r\nAuthorization:",
        "Authorization: Bearer a\r\nSec-WebSocket-Protocol: bearer.b",
        "Sec-WebSocket-Protocol: p, bearer.a\r\nAuthorization: Bearer a",
        "Sec-WebSocket-Protocol: bearer.a, bearer.b",
        "Sec-WebSocket-Protocol: bearer.a\r\nSec-WebSocket-Protocol: bearer.b",
        "Content-Type: application/json\r\nContent-Type: text/plain",
        "Upgrade: websocket\r\nUpgrade: other"
      })
  void header_thatCountsOnce_givenTwice_isRefused(String headers) throws IOException {
    RawClient.Answer answer = server.ask("GET /things", headers);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_PARAMETER");
  }

  @Test
  void header_thatCountsOnce_givenOnce_isFine() throws IOException {
    assertThat(server.ask("GET /things", "Authorization: Bearer a").status()).isEqualTo(200);
    assertThat(server.ask("GET /things", "Sec-WebSocket-Protocol: p, bearer.a").status())
        .isEqualTo(200);
  }

  @Test
  void header_othersWithoutValue_areNoServerError() throws IOException {
    for (String name :
        List.of(
            "Origin",
            "Accept",
            "X-Forwarded-For",
            "X-Request-Id",
            "Upgrade",
            "Authorization",
            "Sec-WebSocket-Protocol",
            "Content-Type",
            "Last-Event-ID",
            "Expect")) {
      assertThat(server.ask("GET /things", name + ":").status()).as(name).isLessThan(500);
    }
  }

  @Test
  void query_withAKey_isRefusedAndNeverLogged() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Logger ours = (Logger) LoggerFactory.getLogger("tianniu");
    Level before = ours.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    ours.setLevel(Level.DEBUG);
    try {
      for (String name : new String[] {"key", "api_key", "access_token", "token", "KEY"}) {
        RawClient.Answer answer = server.ask("GET /things?" + name + "=" + KEY);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().at("/details/parameter").stringValue()).isEqualTo(name);
        assertThat(answer.body()).doesNotContain(KEY);
      }
      for (String target :
          new String[] {
            "/nowhere?key=" + KEY,
            "/bug?key=" + KEY,
            "/things/%zz?key=" + KEY,
            "/things;a?key=" + KEY,
            "/things?%zz&key=" + KEY,
            "//things?key=" + KEY,
            "http://there/things?key=" + KEY
          }) {
        assertThat(server.ask("GET " + target).body()).doesNotContain(KEY);
      }
      server.raw("GET /things?key=" + KEY + " HTTP/9.9\r\n\r\n");
      server.raw("GET /things?key=" + KEY + "\r\n\r\n");
      server.ask("GET /things?key=" + KEY, "Bad Header");
      server.ask("GET /things", "Authorization: Bearer " + KEY, "Authorization: Bearer " + KEY);
    } finally {
      ours.setLevel(before);
      root.detachAppender(log);
    }
    List<ILoggingEvent> logged;
    // Under its own lock: a thread of the server may still be about to log.
    synchronized (log) {
      logged = List.copyOf(log.list);
    }
    assertThat(logged)
        .isNotEmpty()
        .noneMatch(event -> (event.getFormattedMessage() + trace(event)).contains(KEY));
  }

  private static String trace(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? ""
        : ch.qos.logback.classic.spi.ThrowableProxyUtil.asString(event.getThrowableProxy());
  }
}
