package tianniu.caller;

import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long what a key has opened may stay open: until the key is revoked or expires. */
public final class Lease {
  private final Collection<Held> held = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  /** Something that goes on after its request was admitted: a stream, or a WebSocket. */
  public interface Held {
    boolean isOpen();

    /** Cuts it off; does nothing when it is closed. */
    void cut();
  }

  /** Has it cut off when the lease ends, which may be at once. */
  public void hold(Held stream) {
    for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
      if (!each.next().isOpen()) {
        each.remove();
      }
    }
    held.add(stream);
    // The end may have come between the admission of the request and now.
    if (ended) {
      stream.cut();
    }
  }

  /** Ends the lease: cuts off all that is open under it. */
  public void end() {
    ended = true;
    held.forEach(Held::cut);
    held.clear();
  }

  public boolean isEnded() {
    return ended;
  }
}
