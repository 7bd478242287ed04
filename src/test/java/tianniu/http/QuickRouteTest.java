package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tianniu.fault.Fault;

/**
 * What comes from memory is answered by the thread that reads from all connections; whatever might
 * wait is not.
 */
class QuickRouteTest {
  private final BlockingQueue<Boolean> onThreadsOfTheirOwn = new LinkedBlockingQueue<>();
  private final TestServer server = newServer();

  private TestServer newServer() {
    try {
      return new TestServer(
          TestServer.get("/quick", this::answer).query("q").quick(),
          TestServer.get("/slow", this::answer),
          TestServer.get(
                  "/stream",
                  request -> {
                    answer(request);
                    return new Reply.Streamed(
                        "text/plain",
                        false,
                        out -> out.write("" + Thread.currentThread().isVirtual()));
                  })
              .quick(),
          TestServer.get(
                  "/missing",
                  request -> {
                    throw new Fault.NoSuchContainer("x").asException();
                  })
              .quick());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply answer(Request request) {
    onThreadsOfTheirOwn.add(Thread.currentThread().isVirtual());
    return Reply.json(Map.of("id", request.id()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void quick_knownCaller_isAnsweredAtOnce() throws IOException {
    assertThat(ask("GET /quick?q=1").status()).isEqualTo(200);
    assertThat(onThreadsOfTheirOwn.remove()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GET /slow,Accept: any",
    "GET /quick,X-Key: new",
    "GET /quic%6b,Accept: any",
    "GET /quick,Content-Length: 0"
  })
  void any_thatMightWait_hasAThreadOfItsOwn(String requestLine, String header) throws IOException {
    assertThat(ask(requestLine, header).status()).isEqualTo(200);
    assertThat(onThreadsOfTheirOwn.remove()).isTrue();
  }

  @Test
  void quick_thatStreams_streamsOnAThreadOfItsOwn() throws IOException {
    assertThat(ask("GET /stream").body()).isEqualTo("true");
    assertThat(onThreadsOfTheirOwn.remove()).isFalse();
  }

  @Test
  void quick_fault_isAnsweredAsAnyOther() throws IOException {
    assertThat(ask("GET /missing").code()).isEqualTo("CONTAINER_NOT_FOUND");
  }

  @Test
  void quick_wrongKey_isRefused() throws IOException {
    assertThat(ask("GET /quick", "X-Key: none").status()).isEqualTo(401);
    assertThat(onThreadsOfTheirOwn).isEmpty();
  }

  private RawClient.Answer ask(String requestLine, String... headers) throws IOException {
    try (RawClient client = server.connect()) {
      return client.ask(requestLine, headers).read();
    }
  }
}
