package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies: their type, their size, and those that come late or never. */
class RequestBodyTest {
  private static final String JSON = "Content-Type: application/json";

  private final TestServer server;

  RequestBodyTest() throws IOException {
    server =
        new TestServer(
            TestServer.post(
                "/things", request -> Reply.json(Map.of("n", request.body(RequestBodyTest::size)))),
            TestServer.get("/things", TestServer::fine));
  }

  private static @Nullable Integer size(JsonFields fields) {
    String text = fields.textOrEmpty("a");
    return text == null ? 0 : text.length();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void body_upToTheLimit_isRead() throws IOException {
    assertThat(post(body(Request.MAX_BODY_BYTES), JSON).status()).isEqualTo(200);
  }

  @Test
  void body_overTheLimit_isTooLargeAlsoForAClientThatWritesFirst() throws IOException {
    RawClient.Answer answer = post(body(Request.MAX_BODY_BYTES + 1), JSON);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo("PAYLOAD_TOO_LARGE");
    assertThat(post(body(5 << 20), JSON).status()).isEqualTo(413);
  }

  @Test
  void body_thatNobodyAskedFor_costsTheClientNothing() throws IOException {
    byte[] body = body(5 << 20).getBytes(StandardCharsets.UTF_8);
    try (RawClient client = server.connect()) {
      client.ask("GET /things", "Content-Length: " + body.length);
      client.send(body);

      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void body_overTheLimitInChunks_isTooLarge() throws IOException {
    try (RawClient client = server.connect()) {
      client.ask("POST /things", JSON, "Transfer-Encoding: chunked");
      String chunk = "40000\r\n" + " ".repeat(0x40000) + "\r\n";
      for (int i = 0; i < 5; i++) {
        client.send(chunk);
      }
      client.send("0\r\n\r\n");

      assertThat(client.read().code()).isEqualTo("PAYLOAD_TOO_LARGE");
    }
  }

  @Test
  void expectContinue_tooLarge_isRefusedBeforeTheBody() throws IOException {
    try (RawClient client = server.connect()) {
      client.ask("POST /things", JSON, "Expect: 100-continue", "Content-Length: 2000000");

      assertThat(client.read().code()).isEqualTo("PAYLOAD_TOO_LARGE");
    }
  }

  @Test
  void expectContinue_smallEnough_isAskedFor() throws IOException {
    try (RawClient client = server.connect()) {
      client.ask("POST /things", JSON, "Expect: 100-continue", "Content-Length: 9");

      assertThat(client.readHead().status()).isEqualTo(100);
      assertThat(client.send("{\"a\":\"b\"}").read().body()).isEqualTo("{\"n\":1}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: application/json; charset=iso-8859-1",
        "Content-Type: application/jsonx"
      })
  void contentType_notJsonInUtf8_isUnsupported(String type) throws IOException {
    RawClient.Answer answer = post("{}", type);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-None: 1",
        "Content-Type: application/json; charset=utf-8",
        "Content-Type: Application/JSON;charset=\"UTF-8\""
      })
  void contentType_jsonOrNone_isTaken(String type) throws IOException {
    assertThat(post("{}", type).status()).isEqualTo(200);
  }

  @Test
  void body_withNamesThatCannotBeWrittenBack_isInvalidAndNoBug() throws IOException {
    assertThat(post("{\"\\ud800\":1}", JSON).code()).isEqualTo("INVALID_PARAMETER");
  }

  @Test
  void body_unread_leavesTheConnectionUsable() throws IOException {
    try (RawClient client = server.connect()) {
      client.ask("GET /things", "Content-Length: 3").send("abc");
      assertThat(client.read().status()).isEqualTo(200);

      assertThat(client.ask("GET /things").read().status()).isEqualTo(200);
    }
  }

  private RawClient.Answer post(String body, String... headers) throws IOException {
    try (RawClient client = server.connect()) {
      String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
      all[headers.length] = "Content-Length: " + body.length();
      return client.ask("POST /things", all).send(body).read();
    }
  }

  private static String body(int bytes) {
    return "{\"a\":\"" + "x".repeat(bytes - 8) + "\"}";
  }
}
