package tianniu.system;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An open terminal and what it shows. */
final class Screen {
  private final Shown shown;
  private final WebSocket socket;

  private Screen(Shown shown, WebSocket socket) {
    this.shown = shown;
    this.socket = socket;
  }

  /** Collects what the terminal shows. */
  private static final class Shown implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private volatile boolean closed;
    private volatile int status;

    private synchronized void show(CharSequence part) {
      text.append(part);
    }

    private synchronized boolean has(String part) {
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
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      status = code;
      closed = true;
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed = true;
    }
  }

  /** The terminal of a container, which opens. */
  static Screen open(Api api, String id, String authorization) throws Exception {
    Shown shown = new Shown();
    return new Screen(
        shown,
        upgrade(api, "/containers/" + id + "/exec", authorization, shown)
            .get(Api.SETTLED.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** The status with which a terminal is refused. */
  static int refusal(Api api, String id, String authorization) {
    return refusalOf(api, "/containers/" + id + "/exec", authorization);
  }

  /** The same on a path with a query. */
  static int refusalOf(Api api, String path, String authorization) {
    int[] status = new int[1];
    assertThatThrownBy(
            () ->
                upgrade(api, path, authorization, new Shown())
                    .get(Api.SETTLED.toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class, e -> status[0] = e.getResponse().statusCode());
    return status[0];
  }

  private static CompletableFuture<WebSocket> upgrade(
      Api api, String path, String authorization, Shown shown) {
    URI uri = URI.create("ws://127.0.0.1:" + api.product().port() + "/api/v1" + path);
    return api.http()
        .newWebSocketBuilder()
        .header("Authorization", authorization)
        .buildAsync(uri, shown);
  }

  void type(String text) throws Exception {
    socket
        .sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true)
        .get(Api.SETTLED.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean shows(String part) {
    return shown.has(part);
  }

  /** Whether the server, or what lies between, has ended it. */
  boolean isClosed() {
    return shown.closed;
  }

  /** The code with which the server has ended it; 0 for none. */
  int closeCode() {
    return shown.status;
  }

  /** Leaves without a word. */
  void leave() {
    socket.abort();
  }
}
