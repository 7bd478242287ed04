package tianniu.engine.docker;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose time is up. Closing is what wakes a thread that is blocked in a socket,
 * on every kind of socket and on every kind of thread.
 */
final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("docker-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Closes the connection unless the guard is closed, or waits anew or for nothing, before. */
  Guard guard(Connection connection, Duration limit) {
    Guard guard = new Guard(connection, limit.toNanos());
    guard.arm(limit.toNanos());
    return guard;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One connection's time limit. */
  final class Guard implements AutoCloseable {
    private final Connection connection;
    private final long limitNanos;
    private volatile long touchedAt = System.nanoTime();
    private volatile @Nullable ScheduledFuture<?> alarm;
    private volatile boolean waiting = true;
    private volatile boolean expired;
    private volatile boolean released;

    private Guard(Connection connection, long limitNanos) {
      this.connection = connection;
      this.limitNanos = limitNanos;
    }

    /** Whether it was the guard that closed the connection. */
    boolean expired() {
      return expired;
    }

    /** The limit begins anew. Cheap: the alarm finds out when it rings. */
    void waitAnew() {
      touchedAt = System.nanoTime();
      waiting = true;
    }

    /**
     * Nothing is waited for until {@link #waitAnew}: the time that a slow reader takes is its own.
     */
    void pause() {
      waiting = false;
    }

    private void arm(long nanos) {
      if (!released && !timer.isShutdown()) {
        alarm = timer.schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
        if (released) {
          close();
        }
      }
    }

    private void ring() {
      if (released) {
        return;
      }
      long left = waiting ? limitNanos - (System.nanoTime() - touchedAt) : limitNanos;
      if (left > 0) {
        arm(left);
        return;
      }
      expired = true;
      connection.close();
    }

    @Override
    public void close() {
      released = true;
      ScheduledFuture<?> pending = alarm;
      if (pending != null) {
        pending.cancel(false);
      }
    }
  }
}
