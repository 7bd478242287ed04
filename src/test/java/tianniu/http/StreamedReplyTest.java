package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;
import tianniu.fault.Fault;

/** Bodies that are written as they come, and connections that become WebSockets. */
class StreamedReplyTest {
  @Test
  void stream_severalWrites_arriveAsOneBody() throws IOException {
    try (TestServer server = serving(false, out -> writeThree(out));
        RawClient client = server.connect()) {
      RawClient.Answer answer = client.ask("GET /s").read();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).isEqualTo("text/x");
      assertThat(answer.body()).isEqualTo("onetwothree");
      assertThat(answer.whole()).isTrue();
      assertThat(client.ask("GET /s").read().body()).isEqualTo("onetwothree");
    }
  }

  private static void writeThree(ReplyStream out) throws IOException {
    out.write("one");
    out.flush();
    out.write("two");
    out.write(new byte[] {'t', 'h', 'r', 'e', 'e'});
  }

  @Test
  void stream_http10_endsWithTheConnection() throws IOException {
    try (TestServer server = serving(false, out -> writeThree(out))) {
      assertThat(server.raw("GET /s HTTP/1.0\r\n\r\n").body()).isEqualTo("onetwothree");
    }
  }

  @Test
  void stream_exceptionBeforeTheFirstByte_isAnError() throws IOException {
    try (TestServer server =
        serving(
            false,
            out -> {
              out.write("unsent");
              throw new Fault.EngineUnavailable("away").asException();
            })) {
      RawClient.Answer answer = server.ask("GET /s");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("ENGINE_UNAVAILABLE");
      assertThat(answer.body()).doesNotContain("unsent");
      assertThat(answer.header("X-Request-Id")).startsWith("req-");
    }
  }

  @Test
  void stream_exceptionAfterTheFirstByte_cutsTheConnection() throws IOException {
    try (TestServer server =
            serving(
                false,
                out -> {
                  out.write("first");
                  out.flush();
                  throw new IllegalStateException("swordfish");
                });
        RawClient client = server.connect()) {
      RawClient.Answer answer = client.ask("GET /s").read();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("first");
      assertThat(answer.whole()).isFalse();
    }
  }

  @Test
  void endless_clientLeaves_isNoticedWithoutAWrite() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (TestServer server =
            serving(
                true,
                out -> {
                  out.write("hello\n");
                  out.flush();
                  until(out::isClientGone);
                  gone.countDown();
                });
        RawClient client = server.connect()) {
      client.ask("GET /s").readHead();
      assertThat(client.streamedLine()).isEqualTo("hello");

      client.hangUp();

      gone.await();
    }
    assertThat(gone.getCount()).isZero();
  }

  @Test
  void endless_answer_closesTheConnectionAfterwards() throws IOException {
    try (TestServer server = serving(true, out -> out.write("a"));
        RawClient client = server.connect()) {
      RawClient.Answer answer = client.ask("GET /s").read();

      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(answer.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void head_stream_hasNoBody() throws IOException {
    try (TestServer server = serving(false, out -> writeThree(out));
        RawClient client = server.connect()) {
      RawClient.Answer head = client.ask("HEAD /s").readHead();

      assertThat(head.status()).isEqualTo(200);
      assertThat(client.ask("GET /s").read().body()).isEqualTo("onetwothree");
    }
  }

  @Test
  void upgrade_withoutProperHandshake_isRefusedAndAbandoned() throws IOException {
    AtomicInteger abandoned = new AtomicInteger();
    Reply upgrade =
        new Reply.Upgrade(
            List.of("p"), () -> new Session.Listener() {}, abandoned::incrementAndGet);
    try (TestServer server = new TestServer(TestServer.get("/s", request -> upgrade))) {
      assertRefused(server.ask("GET /s"));
      assertRefused(server.ask("GET /s", "Upgrade: websocket"));
      assertRefused(
          server.ask(
              "GET /s",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 12",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    }
    // The second did not even reach its handler.
    assertThat(abandoned).hasValue(2);
  }

  private static void assertRefused(RawClient.Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_PARAMETER");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
  }

  @Test
  void upgrade_properHandshake_switchesWithTheProtocolAskedFor() throws IOException {
    AtomicInteger abandoned = new AtomicInteger();
    Reply upgrade =
        new Reply.Upgrade(
            List.of("p"), () -> new Session.Listener() {}, abandoned::incrementAndGet);
    try (TestServer server = new TestServer(TestServer.get("/s", request -> upgrade));
        RawClient client = server.connect()) {
      RawClient.Answer answer =
          client
              .ask(
                  "GET /s",
                  "Upgrade: websocket",
                  "Connection: Upgrade",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Protocol: other, p",
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
              .readHead();

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("p");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
    assertThat(abandoned).hasValue(0);
  }

  private static TestServer serving(boolean endless, Reply.StreamBody body) throws IOException {
    return new TestServer(
        TestServer.get("/s", request -> new Reply.Streamed("text/x", endless, body)));
  }
}
