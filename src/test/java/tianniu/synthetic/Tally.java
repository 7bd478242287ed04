package tianniu.synthetic;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How often something was asked for, and how many are being answered. */
final class Tally {
  private record Count(AtomicLong all, AtomicInteger open) {}

  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  void begin(String kind) {
    Count count = of(kind);
    count.all().incrementAndGet();
    count.open().incrementAndGet();
  }

  void end(String kind) {
    of(kind).open().decrementAndGet();
  }

  long all(String kind) {
    return of(kind).all().get();
  }

  int open(String kind) {
    return of(kind).open().get();
  }

  private Count of(String kind) {
    return counts.computeIfAbsent(kind, _ -> new Count(new AtomicLong(), new AtomicInteger()));
  }
}
