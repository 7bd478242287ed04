package tianniu.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The client's end of a terminal's WebSocket, after its handshake. */
final class TerminalTalk {
  private static final int FINAL = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;

  /** The server's sign of life after a silence: then what is waited for does not come. */
  private static final int PING = 9;

  private static final int MASKED = 0x80;
  private static final int TWO_BYTES_OF_LENGTH = 126;

  private final HttpWire wire;
  private final StringBuilder shown = new StringBuilder();

  TerminalTalk(HttpWire wire) {
    this.wire = wire;
  }

  /** Types at the keyboard; a short text. */
  void type(String text) throws IOException {
    send(BINARY, text);
  }

  /** Sends a control; a short text. */
  void control(String json) throws IOException {
    send(TEXT, json);
  }

  /** Reads until the screen has shown this text. */
  void awaitShown(String text) throws IOException {
    while (shown.indexOf(text) < 0) {
      Frame frame = read();
      if (frame.kind() == CLOSE) {
        throw new IOException("closed after: " + shown);
      }
      if (frame.kind() == BINARY) {
        shown.append(frame.text());
      }
    }
  }

  /** The server's last message. */
  String awaitEnd() throws IOException {
    Frame frame = read();
    while (frame.kind() != TEXT) {
      frame = read();
    }
    return frame.text();
  }

  /** The code with which the server closes. */
  int awaitClose() throws IOException {
    Frame frame = read();
    while (frame.kind() != CLOSE) {
      frame = read();
    }
    return ((frame.bytes()[0] & 0xFF) << 8) | (frame.bytes()[1] & 0xFF);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Frame(int kind, byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private void send(int kind, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(FINAL | kind);
    frame.write(MASKED | bytes.length);
    // A mask of zeros leaves the text as it is.
    frame.writeBytes(new byte[4]);
    frame.writeBytes(bytes);
    wire.write(frame.toByteArray());
  }

  private Frame read() throws IOException {
    byte[] head = wire.exactly(2);
    int length = head[1] & 0x7F;
    if (length == TWO_BYTES_OF_LENGTH) {
      byte[] wide = wire.exactly(2);
      length = ((wide[0] & 0xFF) << 8) | (wide[1] & 0xFF);
    }
    Frame frame = new Frame(head[0] & 0x0F, wire.exactly(length));
    if (frame.kind() == PING) {
      throw new IOException("silence after: " + shown);
    }
    return frame;
  }
}
