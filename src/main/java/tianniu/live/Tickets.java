package tianniu.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tianniu.engine.EngineRef;

/**
 * Orders the engine's answers. Two questions about one container may be on the way at once, and the
 * older answer may come last; it is told by the ticket that was drawn before it was asked. A
 * container that is gone leaves its last ticket behind for a while, lest a late answer revives it.
 */
final class Tickets {
  private static final int REMEMBERED = 20_000;

  private final AtomicLong counter = new AtomicLong();
  private final Map<EngineRef, Long> newest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EngineRef, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  long next() {
    return counter.incrementAndGet();
  }

  /** Whether nothing newer was heard of the container; remembers the ticket if so. */
  boolean isNews(EngineRef ref, long ticket) {
    return isNews(ref, ticket, true);
  }

  boolean isNews(EngineRef ref, long ticket, boolean remember) {
    Long last = newest.get(ref);
    if (last != null && last > ticket) {
      return false;
    }
    if (remember) {
      newest.put(ref, ticket);
    }
    return true;
  }
}
