package tianniu.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Where an answer's bytes go, as slowly and as far as they are let. */
final class Outlet {
  private final SocketChannel channel;
  private long left;
  private final Duration apart;

  /**
   * @param left so many bytes go through, and then the connection breaks
   * @param apart zero for all at once
   */
  Outlet(SocketChannel channel, long left, Duration apart) {
    this.channel = channel;
    this.left = left;
    this.apart = apart;
  }

  void write(byte[] bytes) throws IOException {
    int length = (int) Math.min(bytes.length, left);
    left -= length;
    if (apart.isZero()) {
      all(channel, ByteBuffer.wrap(bytes, 0, length));
    } else {
      for (int i = 0; i < length; i++) {
        all(channel, ByteBuffer.wrap(bytes, i, 1));
        pause(apart);
      }
    }
    if (left == 0) {
      throw new IOException("cut");
    }
  }

  static void all(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  static void pause(Duration length) throws IOException {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
