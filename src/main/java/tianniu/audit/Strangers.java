package tianniu.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.http.Deed;

/**
 * Counts those who were not let in, so that nobody can fill the audit from outside: one entry a
 * minute for each address and key.
 */
final class Strangers {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** More than so many in a minute are counted as one. */
  private static final int MAX_SOURCES = 1000;

  private static final String OTHERS = "others";

  private final Map<Source, Count> counts = new LinkedHashMap<>();

  private record Source(String address, @Nullable String keyId, String outcome) {}

  /** What has come since the last entry about a source. */
  private static final class Count {
    private Deed sample;
    private Instant toldAt;
    private int untold;

    Count(Deed sample, Instant toldAt) {
      this.sample = sample;
      this.toldAt = toldAt;
    }

    /** What was told in the future was told before the clock was set back. */
    boolean isDue(Instant now) {
      return !toldAt.isAfter(now.minus(WINDOW)) || toldAt.isAfter(now);
    }

    /** What to tell now; the count begins anew. */
    Deed tell(Instant now) {
      Map<String, Object> details = new LinkedHashMap<>(sample.details());
      details.put("count", untold);
      untold = 0;
      toldAt = now;
      return with(sample, sample.source(), details);
    }
  }

  /** Counts a refusal; gives what is to be recorded now, if anything. */
  synchronized @Nullable Deed fold(Deed deed, Instant now) {
    String keyId = deed.caller() == null ? null : deed.caller().keyId();
    Source source = new Source(deed.source(), keyId, deed.outcome());
    Deed sample = deed;
    if (!counts.containsKey(source) && counts.size() >= MAX_SOURCES) {
      source = new Source(OTHERS, null, deed.outcome());
      sample = with(deed, OTHERS, deed.details());
    }
    Count count = counts.get(source);
    if (count == null) {
      count = new Count(sample, Instant.MIN);
      counts.put(source, count);
    }
    count.sample = sample;
    count.untold++;
    return count.isDue(now) ? count.tell(now) : null;
  }

  /** What was counted and whose minute is over. Sources that have become quiet are forgotten. */
  synchronized List<Deed> due(Instant now) {
    List<Deed> due = new ArrayList<>();
    for (Iterator<Count> each = counts.values().iterator(); each.hasNext(); ) {
      Count count = each.next();
      if (count.isDue(now)) {
        if (count.untold > 0) {
          due.add(count.tell(now));
        } else {
          each.remove();
        }
      }
    }
    return due;
  }

  /** All that was counted and not told. */
  synchronized List<Deed> all() {
    List<Deed> all = new ArrayList<>();
    for (Count count : counts.values()) {
      if (count.untold > 0) {
        all.add(count.tell(count.toldAt));
      }
    }
    counts.clear();
    return all;
  }

  private static Deed with(Deed deed, String source, Map<String, Object> details) {
    return new Deed(
        deed.requestId(),
        deed.operation(),
        deed.method(),
        deed.path(),
        deed.caller(),
        source,
        deed.target(),
        deed.outcome(),
        deed.status(),
        details);
  }
}
