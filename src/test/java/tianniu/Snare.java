package tianniu;

import org.jspecify.annotations.Nullable;

/** A place at which a thread meets, once, an error that nobody expects there. */
public final class Snare {
  /** Which thread it is laid for; null while it is laid for none. */
  private @Nullable String laidFor;

  /** How often that thread still gets past. */
  private int passes;

  /** For the next thread whose name begins so. */
  public void lay(String threadName) {
    lay(threadName, 0);
  }

  /** For this thread, when it has passed so many times. */
  public void layHere(int times) {
    lay(Thread.currentThread().getName(), times);
  }

  private synchronized void lay(String threadName, int times) {
    laidFor = threadName;
    passes = times;
  }

  /** Whether it waits for somebody. */
  public synchronized boolean isLaid() {
    return laidFor != null;
  }

  /** The place. */
  public synchronized void pass() {
    if (laidFor == null || !Thread.currentThread().getName().startsWith(laidFor)) {
      return;
    }
    if (passes > 0) {
      passes--;
      return;
    }
    laidFor = null;
    throw new OutOfMemoryError("pretended");
  }
}
