package tianniu.health;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket when its time is up, whatever is going on with it. A time limit on the single
 * read would let a server that sends one byte after the other take for ever.
 */
final class ProbeDeadline implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Socket socket;
  private final long nanos;
  private volatile boolean passed;

  private ProbeDeadline(Socket socket, long nanos) {
    this.socket = socket;
    this.nanos = nanos;
  }

  static ProbeDeadline start(Socket socket, long nanos) {
    ProbeDeadline deadline = new ProbeDeadline(socket, nanos);
    Thread.ofVirtual().name("probe-deadline").start(deadline::watch);
    return deadline;
  }

  boolean hasPassed() {
    return passed;
  }

  private void watch() {
    try {
      if (!done.await(nanos, TimeUnit.NANOSECONDS)) {
        passed = true;
        socket.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is closed all the same: the descriptor is given back before anything can fail.
      passed = true;
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
