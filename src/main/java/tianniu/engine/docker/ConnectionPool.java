package tianniu.engine.docker;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections that quick reads share. Streams and writes have their own and do not count. */
final class ConnectionPool implements AutoCloseable {
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  ConnectionPool(int size) {
    // Fair: under load nobody waits for ever while others pass.
    permits = new Semaphore(size, true);
  }

  /** The right to use one connection, to be given back with {@link #release}. */
  void acquire(Duration limit) throws IOException {
    try {
      if (!permits.tryAcquire(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException("all connections to the engine are busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted");
    }
  }

  void release() {
    permits.release();
  }

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
