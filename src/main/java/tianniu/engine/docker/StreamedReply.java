package tianniu.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** An answer that comes as it is read, on its own connection; or the connection itself. */
final class StreamedReply implements AutoCloseable {
  private final Head head;
  private final Connection connection;
  private final InputStream body;
  private final Lanes.Place place;
  private final Watchdog watchdog;
  private volatile boolean closed;

  /**
   * @param place in a lane, which is left when this is closed
   */
  StreamedReply(Head head, Connection connection, Lanes.Place place, Watchdog watchdog)
      throws IOException {
    this.head = head;
    this.place = place;
    this.connection = connection;
    this.body = head.isUpgraded() ? connection.in() : head.body(connection.in());
    this.watchdog = watchdog;
  }

  Head head() {
    return head;
  }

  Connection connection() {
    return connection;
  }

  /** The body; a read may wait for ever. */
  InputStream body() {
    return body;
  }

  /** The body; a read that waits longer than {@code limit} ends with an exception. */
  InputStream body(Duration limit) {
    return new TimedInput(body, watchdog.guard(connection, limit));
  }

  /** Whether {@link #close} was called: what then ends a reading is no fault. */
  boolean isClosedByUs() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    connection.close();
    place.close();
  }

  private static final class TimedInput extends InputStream {
    private final InputStream in;
    private final Watchdog.Guard guard;

    TimedInput(InputStream in, Watchdog.Guard guard) {
      this.in = in;
      this.guard = guard;
      guard.pause();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      guard.waitAnew();
      try {
        return in.read(bytes, offset, length);
      } catch (IOException e) {
        throw guard.expired() ? DockerHttp.timedOut(e) : e;
      } finally {
        guard.pause();
      }
    }

    @Override
    public void close() {
      guard.close();
    }
  }
}
