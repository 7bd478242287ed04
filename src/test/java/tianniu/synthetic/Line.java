package tianniu.synthetic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** What goes back to a client. */
final class Line {
  private static final byte[] CHUNK_END = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private final Runnable onStream;
  private boolean streamed;

  /**
   * @param onStream runs when an answer begins that may go on for ever
   */
  Line(SocketChannel channel, Runnable onStream) {
    this.channel = channel;
    this.onStream = onStream;
  }

  /** Whether there was a stream: then nothing else comes after it. */
  boolean isStreamed() {
    return streamed;
  }

  void json(int status, String body) throws IOException {
    answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  void refuse(int status, String message) throws IOException {
    json(status, "{\"message\":" + Documents.text(message) + "}\n");
  }

  void empty(int status) throws IOException {
    write(head(status, ""));
  }

  void answer(int status, String type, byte[] body) throws IOException {
    write(
        head(status, "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n"),
        body);
  }

  /** Begins an answer that comes in chunks, the last of its connection. */
  void open(String type) throws IOException {
    streamed = true;
    onStream.run();
    write(
        head(
            200,
            "Content-Type: " + type + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"));
  }

  void chunk(byte[] bytes) throws IOException {
    byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    write(size, bytes, CHUNK_END);
  }

  void end() throws IOException {
    write(LAST_CHUNK);
  }

  private static byte[] head(int status, String headers) {
    String head =
        "HTTP/1.1 "
            + status
            + (status < 400 ? " OK" : " Refused")
            + "\r\nApi-Version: 1.41\r\nOstype: linux\r\nServer: Docker/20.10.24+synthetic (linux)\r\n"
            + headers
            + "\r\n";
    return head.getBytes(StandardCharsets.US_ASCII);
  }

  /** In one piece, so that no small packet waits for the answer to another. */
  private void write(byte[]... pieces) throws IOException {
    int length = 0;
    for (byte[] piece : pieces) {
      length += piece.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] piece : pieces) {
      all.put(piece);
    }
    all.flip();
    while (all.hasRemaining()) {
      channel.write(all);
    }
  }
}
