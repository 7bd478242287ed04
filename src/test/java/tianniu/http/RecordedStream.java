package tianniu.http;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.eclipse.jetty.io.ByteArrayEndPoint;

/** A client that reads a streamed body into memory, for the tests of who writes one. */
public final class RecordedStream {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition written = lock.newCondition();
  private final ByteArrayEndPoint connection = new ByteArrayEndPoint();
  private final ReplyStream stream = new ReplyStream(new Recorder(), connection, new Closing());
  private final Condition released = lock.newCondition();
  private final AtomicBoolean left = new AtomicBoolean();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean held;

  public ReplyStream stream() {
    return stream;
  }

  /** What has arrived so far. */
  public String text() {
    lock.lock();
    try {
      return bytes.toString(StandardCharsets.UTF_8);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until what has arrived is as wanted. */
  public void await(Predicate<String> wanted) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!wanted.test(bytes.toString(StandardCharsets.UTF_8))) {
        written.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The client reads no more, so that the next writing waits. */
  public void hold() {
    lock.lock();
    try {
      held = true;
    } finally {
      lock.unlock();
    }
  }

  /** The client reads on. */
  public void release() {
    lock.lock();
    try {
      held = false;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The client closes its connection, if it has not yet. */
  public void leave() {
    if (!left.getAndSet(true)) {
      connection.addInputEOF();
    }
  }

  private final class Recorder extends OutputStream {
    @Override
    public void write(byte[] some, int offset, int length) {
      lock.lock();
      try {
        while (held) {
          released.awaitUninterruptibly();
        }
        bytes.write(some, offset, length);
        written.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }
  }
}
