package tianniu.engine.docker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The room in each lane. */
final class Lanes {
  private final Map<Lane, Semaphore> permits = new EnumMap<>(Lane.class);

  Lanes() {
    for (Lane lane : Lane.values()) {
      // Fair: under load nobody waits for ever while others pass.
      permits.put(lane, new Semaphore(lane.width(), true));
    }
  }

  /** A place in a lane, given back once, however often it is left. */
  static final class Place implements AutoCloseable {
    private final Semaphore permit;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(Semaphore permit) {
      this.permit = permit;
    }

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        permit.release();
      }
    }
  }

  /** Waits for a place. */
  Place enter(Lane lane, Duration limit) throws IOException {
    Semaphore permit = Objects.requireNonNull(permits.get(lane));
    try {
      if (!permit.tryAcquire(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException("too much is asked of the engine at a time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    return new Place(permit);
  }
}
