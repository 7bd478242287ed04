package tianniu.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Session;

/** What a handler answers. Success is always status 200. */
public sealed interface Reply {
  /**
   * A body that is there as a whole.
   *
   * @param headers beyond those of every answer
   */
  record Whole(String contentType, ByteBuffer body, Map<String, String> headers) implements Reply {
    public Whole(String contentType, ByteBuffer body) {
      this(contentType, body, Map.of());
    }

    /** The same with one header. */
    public Whole with(String header, String value) {
      return new Whole(contentType, body, Map.of(header, value));
    }
  }

  /**
   * An answer that was given before and is given again, an error's too.
   *
   * @param outcome as the audit has it: {@code ok}, or the code of the error
   * @param headers beyond those of every answer
   */
  record Again(int status, String outcome, Map<String, String> headers, java.nio.ByteBuffer body)
      implements Reply {}

  /** JSON with which a server says that it is not to be asked: status 503. */
  record Unready(java.nio.ByteBuffer body) implements Reply {}

  /**
   * A body that is written as it comes.
   *
   * @param endless whether it goes on until somebody leaves, so that the connection is closed after
   *     it and a silent client is no fault
   */
  record Streamed(String contentType, boolean endless, StreamBody body) implements Reply {}

  /**
   * A WebSocket.
   *
   * @param protocols subprotocols that the server speaks, of which the first asked for is accepted
   * @param endpoint makes the server's end when the handshake succeeds
   * @param abandoned called instead when it does not
   */
  record Upgrade(List<String> protocols, Supplier<Session.Listener> endpoint, Runnable abandoned)
      implements Reply {}

  /** Writes a body. An exception after the first byte cuts the connection. */
  @FunctionalInterface
  interface StreamBody {
    void writeTo(ReplyStream out) throws IOException;
  }

  static Whole json(Object value) {
    return rendered(Json.bytes(value));
  }

  /** JSON that was written already. */
  static Whole rendered(byte[] json) {
    return new Whole("application/json", ByteBuffer.wrap(json));
  }
}
