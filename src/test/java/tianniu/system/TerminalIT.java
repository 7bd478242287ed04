package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The interactive terminal: a WebSocket on the path of exec. */
@SystemTest
class TerminalIT {
  private final Api api;

  TerminalIT(Api api) {
    this.api = api;
  }

  /** Collects what the terminal shows. */
  private static final class Screen implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private volatile boolean closed;

    private synchronized void show(CharSequence part) {
      text.append(part);
    }

    synchronized boolean shows(String part) {
      return text.indexOf(part) >= 0;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      show(text);
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
      show(StandardCharsets.UTF_8.decode(bytes));
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed = true;
      return null;
    }
  }

  private WebSocket open(String id, String authorization, Screen screen) throws Exception {
    URI uri =
        URI.create("ws://127.0.0.1:" + api.product().port() + "/api/v1/containers/" + id + "/exec");
    return api.http()
        .newWebSocketBuilder()
        .header("Authorization", authorization)
        .buildAsync(uri, screen)
        .get(10, TimeUnit.SECONDS);
  }

  private String key() {
    return "Bearer " + api.product().adminKey();
  }

  private static void type(WebSocket socket, String text) throws Exception {
    socket
        .sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true)
        .get(5, TimeUnit.SECONDS);
  }

  @Test
  void shell_answersWhatIsTyped_andClosesWhenItEnds() throws Exception {
    Screen screen = new Screen();
    WebSocket socket = open(api.sleeper(), key(), screen);

    type(socket, "echo $((6*7))\n");
    await().atMost(Duration.ofSeconds(5)).until(() -> screen.shows("42"));
    type(socket, "exit\n");

    await().atMost(Duration.ofSeconds(5)).until(() -> screen.closed);
  }

  @Test
  void shell_endsWhenTheClientLeaves() throws Exception {
    String id = api.sleeper();
    WebSocket socket = open(id, key(), new Screen());
    type(socket, "sleep 8888\n");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> api.exec(id, "ps").path("stdout").asString().contains("sleep 8888"));

    socket.abort();

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> !api.exec(id, "ps").path("stdout").asString().contains("sleep 8888"));
  }

  private int handshakeStatus(String id, String authorization) {
    int[] status = new int[1];
    assertThatThrownBy(() -> open(id, authorization, new Screen()))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class, e -> status[0] = e.getResponse().statusCode());
    return status[0];
  }

  @Test
  void wrongKey_isRefusedBeforeTheUpgrade() {
    assertThat(handshakeStatus(api.sleeper(), "Bearer wrong")).isEqualTo(401);
  }

  @Test
  void unknownContainer_isRefusedBeforeTheUpgrade() {
    assertThat(handshakeStatus("st-nobody", key())).isEqualTo(404);
  }

  @Test
  void stoppedContainer_isRefusedBeforeTheUpgrade() {
    assertThat(handshakeStatus(api.stopped(), key())).isEqualTo(400);
  }
}
