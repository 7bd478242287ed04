package tianniu;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.Mishap;

/**
 * Has the JVM look for garbage before it takes more of the machine's memory. The serial collector
 * would rather let the heap grow to all that it may have, since what is written of containers is
 * renewed each second and has grown old by then.
 */
final class HeapKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeapKeeper.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final long LEAST_GROWTH = 8L << 20;

  /**
   * A collection stops the server: of all time it may take one part in so many, so that not even
   * one answer in a hundred waits for it.
   */
  private static final int SHARE = 200;

  private final LongSupplier heapBytes;
  private final Runnable collect;
  private final LongSupplier nanoTime;
  private long settled;
  private long notBefore;
  private volatile boolean closed;

  /**
   * Looks after a heap.
   *
   * @param heapBytes how much of the machine's memory the heap has taken
   * @param collect collects all garbage, and gives back what is then free
   * @param nanoTime a clock that only goes forward
   */
  HeapKeeper(LongSupplier heapBytes, Runnable collect, LongSupplier nanoTime) {
    this.heapBytes = heapBytes;
    this.collect = collect;
    this.nanoTime = nanoTime;
    this.settled = heapBytes.getAsLong();
    this.notBefore = nanoTime.getAsLong();
  }

  /** Looks after the heap of this process from now on. */
  static HeapKeeper start() {
    HeapKeeper keeper =
        new HeapKeeper(Runtime.getRuntime()::totalMemory, System::gc, System::nanoTime);
    Thread.ofVirtual().name("heap-keeper").start(keeper::watch);
    return keeper;
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(LOOK.toNanos());
      Mishap.survive(LOG, "the heap was not looked at", this::look);
    }
  }

  /** Collects when the heap has grown by a quarter since the last time, and by enough. */
  void look() {
    long growth = heapBytes.getAsLong() - settled;
    long begin = nanoTime.getAsLong();
    if (growth >= Math.max(LEAST_GROWTH, settled / 4) && begin - notBefore >= 0) {
      collect.run();
      long end = nanoTime.getAsLong();
      settled = heapBytes.getAsLong();
      notBefore = end + SHARE * (end - begin);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
