package tianniu.idempotency;

import java.util.LinkedHashSet;

/**
 * The rows of requests that have done nothing, and that the store may have all the same. Of these
 * it knows the last ones: what an older one has done is not known then, which is safe.
 */
final class Undone {
  /** A disk may be full for long, and each request is another row that is not there. */
  static final int MOST = 10_000;

  private final LinkedHashSet<String> ids = new LinkedHashSet<>();

  synchronized void add(String id) {
    ids.add(id);
    if (ids.size() > MOST) {
      ids.removeFirst();
    }
  }

  synchronized void remove(String id) {
    ids.remove(id);
  }

  synchronized boolean contains(String id) {
    return ids.contains(id);
  }
}
