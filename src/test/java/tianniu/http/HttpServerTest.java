package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.caller.Permission;
import tools.jackson.databind.JsonNode;

/** Requests of every kind over raw sockets; each answer has the documented shape. */
class HttpServerTest {
  private final TestServer server;

  HttpServerTest() throws IOException {
    server = newServer();
  }

  private static TestServer newServer() throws IOException {
    return new TestServer(
        TestServer.get("/things", TestServer::fine),
        TestServer.post("/things", request -> Reply.json(Map.of("id", request.id()))),
        TestServer.get("/things/{id}", request -> Reply.json(Map.of("id", request.path("id")))),
        TestServer.get("/search", request -> Reply.json(Map.of("q", text(request)))).query("q"),
        Route.get("/open", "open", Permission.PUBLIC, TestServer::fine),
        TestServer.get(
            "/bug",
            request -> {
              throw new IllegalStateException("the password is swordfish");
            }),
        TestServer.get("/deep", request -> Reply.json(Map.of("n", depth(0)))));
  }

  private static String text(Request request) {
    String text = request.query().text("q");
    return text == null ? "" : text;
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int depth(int level) {
    return depth(level + 1) + 1;
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "GET\r\n\r\n",
        "GET /things\r\n\r\n",
        "GET /things HTTP/9.9\r\nHost: here\r\n\r\n",
        "GET /things XTTP/1.1\r\nHost: here\r\n\r\n",
        "G(T /things HTTP/1.1\r\nHost: here\r\n\r\n",
        "GET /things HTTP/1.1\r\n\r\n",
        "GET /things HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /things HTTP/1.1\r\nHost: here\r\nno colon\r\n\r\n",
        "GET /things HTTP/1.1\r\nHost: here\r\nBad Name: x\r\n\r\n",
        "POST /things HTTP/1.1\r\nHost: here\r\nContent-Length: many\r\n\r\n",
        "POST /things HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nTransfer-Encoding: chunked"
            + "\r\n\r\n",
        "GET /things/%zz HTTP/1.1\r\nHost: here\r\n\r\n",
        "GET /things/%ff HTTP/1.1\r\nHost: here\r\n\r\n",
        "GET /things/a%2Fb HTTP/1.1\r\nHost: here\r\n\r\n",
        "GET /things/%00 HTTP/1.1\r\nHost: here\r\n\r\n",
        "GET /search?q=%zz HTTP/1.1\r\nHost: here\r\n\r\n"
      })
  void malformedRequest_any_isInvalidParameterInTheOneShape(String request) throws IOException {
    RawClient.Answer answer = server.raw(request);

    assertThat(answer.status()).isEqualTo(400);
    assertErrorShape(answer, "INVALID_PARAMETER");
  }

  @Test
  void oversizedHeader_isInvalidParameter() throws IOException {
    assertErrorShape(
        server.ask("GET /things", "X-Long: " + "a".repeat(40_000)), "INVALID_PARAMETER");
    assertErrorShape(server.ask("GET /things?q=" + "a".repeat(40_000)), "INVALID_PARAMETER");
  }

  @Test
  void http10_withoutHost_isAnsweredAndClosed() throws IOException {
    try (RawClient client = server.connect()) {
      RawClient.Answer answer = client.send("GET /things HTTP/1.0\r\n\r\n").read();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() throws IOException {
    try (RawClient client = server.connect()) {
      client.ask("GET /things/a").ask("GET /nowhere").ask("GET /things/b");

      assertThat(client.read().body()).isEqualTo("{\"id\":\"a\"}");
      assertThat(client.read().status()).isEqualTo(404);
      assertThat(client.read().body()).isEqualTo("{\"id\":\"b\"}");
    }
  }

  @Test
  void requestId_shortAndPrintable_isKept() throws IOException {
    assertThat(server.ask("GET /things", "X-Request-Id: mine-1").header("X-Request-Id"))
        .isEqualTo("mine-1");

    RawClient.Answer error = server.ask("GET /nowhere", "X-Request-Id: mine-2");

    assertThat(error.header("X-Request-Id")).isEqualTo("mine-2");
    assertThat(error.error().get("request_id").stringValue()).isEqualTo("mine-2");
  }

  @Test
  void requestId_longEmptyOrUnprintable_isReplaced() throws IOException {
    for (String id : new String[] {"", "a b", "a".repeat(129), "ü"}) {
      assertThat(server.ask("GET /things", "X-Request-Id: " + id).header("X-Request-Id"))
          .matches("req-[0-9a-f]{16}");
    }
  }

  @Test
  void head_isGetWithoutTheBody() throws IOException {
    try (RawClient client = server.connect()) {
      RawClient.Answer head = client.ask("HEAD /things/a").readHead();
      RawClient.Answer get = client.ask("GET /things/a").read();

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
      assertThat(get.body()).isEqualTo("{\"id\":\"a\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "TRACE", "PATCH", "PUT", "DELETE", "get", "FOO"})
  void otherMethods_areRefusedWithAllow(String method) throws IOException {
    RawClient.Answer answer = server.ask(method + " /things");

    assertThat(answer.status()).isEqualTo(405);
    assertErrorShape(answer, "METHOD_NOT_ALLOWED");
    assertThat(answer.header("Allow")).isEqualTo("GET, POST");
    assertThat(answer.error().at("/details/method").stringValue()).isEqualTo(method);
  }

  @Test
  void asteriskAndAuthority_leadNowhereInTheOneShape() throws IOException {
    assertThat(server.ask("OPTIONS *").error().get("code").isString()).isTrue();
    assertThat(server.ask("CONNECT here:80").error().get("code").isString()).isTrue();
    assertErrorShape(server.ask("GET /things/"), "NOT_FOUND");
    assertErrorShape(server.ask("GET //things"), "INVALID_PARAMETER");
  }

  @Test
  void dotSegmentsAndPathParameters_neverReachAnotherRoute() throws IOException {
    assertErrorShape(server.ask("GET /nowhere/../things"), "INVALID_PARAMETER");
    assertErrorShape(server.ask("GET /things;x=1"), "INVALID_PARAMETER");
  }

  @Test
  void query_unknownParameter_isRefusedBeforeTheHandler() throws IOException {
    RawClient.Answer answer = server.ask("GET /bug?x=1");

    assertErrorShape(answer, "INVALID_PARAMETER");
    assertThat(answer.error().at("/details/parameter").stringValue()).isEqualTo("x");
  }

  @Test
  void query_encodedText_arrives() throws IOException {
    assertThat(server.ask("GET /search?q=a%26b+c%2Bd%E5%A4%A9").body())
        .isEqualTo("{\"q\":\"a&b c+d天\"}");
  }

  @Test
  void door_closed_answers401AlsoForWhatIsNotThere() throws IOException {
    for (String path : new String[] {"/things", "/nowhere", "/things?x=1"}) {
      RawClient.Answer answer = server.ask("GET " + path, "X-Key: none");

      assertErrorShape(answer, "AUTHENTICATION_FAILED");
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
    assertErrorShape(server.ask("PUT /things", "X-Key: none"), "AUTHENTICATION_FAILED");
    assertThat(server.ask("GET /open", "X-Key: none").status()).isEqualTo(200);
  }

  @Test
  void handler_throws_answersInternalErrorWithoutItsText() throws IOException {
    RawClient.Answer bug = server.ask("GET /bug");

    assertThat(bug.status()).isEqualTo(500);
    assertErrorShape(bug, "INTERNAL_ERROR");
    assertThat(bug.body()).doesNotContain("swordfish").doesNotContain("Exception");
    assertErrorShape(server.ask("GET /deep"), "INTERNAL_ERROR");
    assertThat(server.ask("GET /things").status()).isEqualTo(200);
  }

  @Test
  void everyAnswer_hasTheHeadersAndNamesNoServer() throws IOException {
    String[] upgrade = {"Upgrade: websocket", "Connection: Upgrade"};
    for (RawClient.Answer answer :
        List.of(
            server.ask("GET /things"),
            server.ask("GET /nowhere"),
            server.ask("PUT /things"),
            server.ask("GET /bug"),
            server.ask("GET /things?x=1"),
            server.ask("GET /things", "X-Key: none"),
            server.ask("GET /things", upgrade),
            server.ask("GET /things/%zz"),
            server.ask("GET /things", "X-Long: " + "a".repeat(40_000)),
            server.raw("garbage\r\n\r\n"))) {
      assertThat(answer.headers())
          .containsAllEntriesOf(
              Map.of(
                  "content-type", "application/json",
                  "x-content-type-options", "nosniff",
                  "cache-control", "no-store",
                  "referrer-policy", "no-referrer",
                  "x-frame-options", "DENY",
                  "content-security-policy", "default-src 'none'; frame-ancestors 'none'",
                  "cross-origin-resource-policy", "same-origin"));
      assertThat(answer.header("X-Request-Id")).startsWith("req-");
      assertThat(answer.headers())
          .doesNotContainKeys("server", "strict-transport-security", "vary");
    }
  }

  private static void assertErrorShape(RawClient.Answer answer, String code) {
    assertThat(answer.body()).contains(code);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    JsonNode error = answer.error();
    assertThat(answer.code()).isEqualTo(code);
    assertThat(error.propertyNames()).containsExactly("code", "message", "details", "request_id");
    assertThat(error.get("message").isString()).isTrue();
    assertThat(error.get("details").isObject()).isTrue();
    assertThat(error.get("request_id").stringValue()).isEqualTo(answer.header("X-Request-Id"));
  }
}
