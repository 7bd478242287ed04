package tianniu.engine.docker;

import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** The connections that quick reads share. Streams and writes have their own. */
final class ConnectionPool implements AutoCloseable {
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /** The connection that was used last, as the likeliest to be alive. */
  @Nullable Connection takeIdle() {
    return idle.pollFirst();
  }

  void keep(Connection connection) {
    idle.addFirst(connection);
    if (closed) {
      dropIdle();
    }
  }

  void dropIdle() {
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      connection.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    dropIdle();
  }
}
