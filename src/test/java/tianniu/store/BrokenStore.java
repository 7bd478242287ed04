package tianniu.store;

import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;

/** A store whose connection breaks at commits: what was written is there all the same. */
public final class BrokenStore implements Store {
  private final Store inner;

  /** Whose next commit breaks; null for nobody's. */
  private volatile @Nullable Thread broken;

  private volatile boolean isAway;

  /** Stands before a store, and is closed with it. */
  public BrokenStore(Store inner) {
    this.inner = inner;
  }

  /**
   * The next write of this thread is done, it is told that it failed, and none is done after it.
   */
  public void breakAfterNextCommit() {
    broken = Thread.currentThread();
  }

  /** All is well again. */
  public void mend() {
    isAway = false;
  }

  @Override
  public <T> T read(Work<T> work) {
    return inner.read(work);
  }

  @Override
  public <T> T write(Work<T> work) {
    if (isAway) {
      throw new Fault.StoreUnavailable().asException();
    }
    T done = inner.write(work);
    if (Thread.currentThread().equals(broken)) {
      broken = null;
      isAway = true;
      throw new Fault.StoreUnavailable().asException();
    }
    return done;
  }

  @Override
  public void close() {
    inner.close();
  }
}
