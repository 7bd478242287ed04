package tianniu.engine.docker;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection to the engine. Reading and writing may go on at the same time; {@link #close} from
 * any thread ends both.
 */
final class Connection implements Closeable {
  private static final int BUFFER = 16 * 1024;

  private final Closeable socket;
  private final HalfClose halfClose;
  private final Inlet in;
  private final OutputStream out;

  /** How the kind of socket says that no more will be written. */
  interface HalfClose {
    void shutdownOutput() throws IOException;
  }

  Connection(Closeable socket, InputStream in, OutputStream out, HalfClose halfClose) {
    this.socket = socket;
    this.in = new Inlet(in, BUFFER);
    this.out = out;
    this.halfClose = halfClose;
  }

  Inlet in() {
    return in;
  }

  /** Unbuffered: one write is one packet. */
  OutputStream out() {
    return out;
  }

  void shutdownOutput() throws IOException {
    halfClose.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
