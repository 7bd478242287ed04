package tianniu.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;

/** The way to a client that reads a streamed body. Writing blocks while the client is slow. */
public final class ReplyStream {
  private final OutputStream out;
  private final EndPoint connection;
  private final Closing closing;

  ReplyStream(OutputStream out, EndPoint connection, Closing closing) {
    this.out = out;
    this.connection = connection;
    this.closing = closing;
  }

  /** Whether the server is about to end, and what goes on must come to its end now. */
  public boolean isEnding() {
    return closing.hasBegun();
  }

  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  public void write(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw left(e);
    }
  }

  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw left(e);
    }
  }

  /** However the way to the client broke, it is no fault of what is being written. */
  private static EofException left(IOException e) {
    return e instanceof EofException eof ? eof : new EofException(e);
  }

  /**
   * Whether the client has closed the connection. Without this a follower of a silent source would
   * be noticed gone only at the next write, which may never come. Only for endless bodies: what the
   * client may still send is thrown away.
   */
  public boolean isClientGone() {
    if (!connection.isOpen() || connection.isInputShutdown()) {
      return true;
    }
    try {
      ByteBuffer scrap = ByteBuffer.allocate(512).flip();
      return connection.fill(scrap) < 0;
    } catch (IOException _) {
      return true;
    }
  }
}
