package tianniu;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Has the JVM look for garbage before it takes more of the machine's memory. The serial collector
 * would rather let the heap grow to all that it may have: what is written of containers is renewed
 * each second and has grown old by then, so a busy server of a hundred containers would hold five
 * times what it needs.
 */
final class HeapKeeper implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** A collection of all stops the server for some 50 ms: not for less than this. */
  private static final long LEAST_GROWTH = 8L << 20;

  private final LongSupplier heapBytes;
  private final Runnable collect;
  private long settled;
  private volatile boolean closed;

  /**
   * Looks after a heap.
   *
   * @param heapBytes how much of the machine's memory the heap has taken
   * @param collect collects all garbage, and gives back what is then free
   */
  HeapKeeper(LongSupplier heapBytes, Runnable collect) {
    this.heapBytes = heapBytes;
    this.collect = collect;
    this.settled = heapBytes.getAsLong();
  }

  /** Looks after the heap of this process from now on. */
  static HeapKeeper start() {
    HeapKeeper keeper = new HeapKeeper(Runtime.getRuntime()::totalMemory, System::gc);
    Thread.ofVirtual().name("heap-keeper").start(keeper::watch);
    return keeper;
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(LOOK.toNanos());
      look();
    }
  }

  /** Collects when the heap has grown by a quarter since the last time, and by enough. */
  void look() {
    long now = heapBytes.getAsLong();
    if (now - settled >= Math.max(LEAST_GROWTH, settled / 4)) {
      collect.run();
      settled = heapBytes.getAsLong();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
