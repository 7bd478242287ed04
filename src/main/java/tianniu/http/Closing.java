package tianniu.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whether the server is about to end: what goes on ends by itself then, in good order, and nothing
 * new begins.
 */
public final class Closing {
  private final List<Runnable> told = new CopyOnWriteArrayList<>();
  private volatile boolean begun;

  public boolean hasBegun() {
    return begun;
  }

  /** Does something once it has begun, on the thread that begins it; for long-lived parts. */
  public void whenBegun(Runnable act) {
    told.add(act);
  }

  public void begin() {
    begun = true;
    told.forEach(Runnable::run);
  }
}
