package tianniu.faults;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Bytes that come from one end, read by one thread at a time. */
final class Inlet {
  private static final int LONGEST_HEAD = 64 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024).flip();

  Inlet(SocketChannel channel) {
    this.channel = channel;
  }

  /** Takes what has come, and waits only when that is nothing; null at the end. */
  byte @Nullable [] some(int most) throws IOException {
    if (!buffer.hasRemaining() && !fill()) {
      return null;
    }
    byte[] some = new byte[Math.min(most, buffer.remaining())];
    buffer.get(some);
    return some;
  }

  /** A head of HTTP, with its blank line; null when the other end has nothing more to say. */
  byte @Nullable [] head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (true) {
      byte[] line = line();
      if (line.length == 0 && head.size() == 0) {
        return null;
      }
      head.writeBytes(line);
      if (line.length <= 2) {
        return head.toByteArray();
      }
      if (head.size() > LONGEST_HEAD) {
        throw new IOException("a head of more than " + LONGEST_HEAD + " bytes");
      }
    }
  }

  /** With its end; empty at the end of all. */
  byte[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (buffer.hasRemaining() || fill()) {
      byte next = buffer.get();
      line.write(next);
      if (next == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }

  byte[] exactly(int length) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(length);
    while (whole.size() < length) {
      byte[] some = some(length - whole.size());
      if (some == null) {
        throw new EOFException("the end came after " + whole.size() + " of " + length + " bytes");
      }
      whole.writeBytes(some);
    }
    return whole.toByteArray();
  }

  private boolean fill() throws IOException {
    buffer.clear();
    int read = channel.read(buffer);
    buffer.flip();
    return read > 0;
  }
}
