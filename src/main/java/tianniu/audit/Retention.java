package tianniu.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.audit.Entry.Chained;
import tianniu.keyring.MasterKey;
import tianniu.store.Store;

/**
 * Drops entries that are too old or too many, in small steps. What it drops it checks first, or one
 * could have it clear away what one has changed.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final long MAX_ENTRIES = 10_000_000;
  private static final int STEP = 500;

  private final Store store;
  private final Chain chain;
  private final Duration kept;
  private final long maxEntries;

  Retention(Store store, MasterKey key, int days) {
    this(store, key, Duration.ofDays(days), MAX_ENTRIES);
  }

  Retention(Store store, MasterKey key, Duration kept, long maxEntries) {
    this.store = store;
    this.chain = new Chain(key);
    this.kept = kept;
    this.maxEntries = maxEntries;
  }

  /** What there is to look at: the oldest entries, behind the anchor. */
  private record Oldest(Mark anchor, long newest, List<Chained> entries) {}

  /** Drops all that may go. */
  void prune(Instant now) {
    long oldestKept = Moments.micros(now.minus(kept));
    long dropped = 0;
    boolean goesOn = true;
    while (goesOn) {
      Oldest oldest = store.read(this::oldest);
      Mark last = lastToGo(oldest, oldestKept);
      goesOn = last != null;
      if (last != null) {
        Mark.Sealed anchor = chain.sealed(AuditTable.ANCHOR, last);
        store.write(
            handle -> {
              AuditTable.deleteThrough(handle, last.seq());
              AuditTable.putMark(handle, AuditTable.ANCHOR, anchor);
              return anchor;
            });
        dropped += last.seq() - oldest.anchor().seq();
      }
    }
    if (dropped > 0) {
      LOG.info("the audit has dropped {} old entries", dropped);
    }
  }

  private Oldest oldest(org.jdbi.v3.core.Handle handle) {
    Mark.@Nullable Sealed found = AuditTable.mark(handle, AuditTable.ANCHOR);
    if (found != null && !chain.isOurs(AuditTable.ANCHOR, found)) {
      LOG.error("the audit's anchor is not what this server wrote: nothing old is dropped");
      return new Oldest(found.mark(), 0, List.of());
    }
    Mark anchor = found == null ? chain.start() : found.mark();
    Chained last = AuditTable.last(handle);
    long newest = last == null ? anchor.seq() : last.entry().seq();
    return new Oldest(anchor, newest, AuditTable.after(handle, anchor.seq(), STEP));
  }

  private @Nullable Mark lastToGo(Oldest oldest, long oldestKept) {
    Mark last = oldest.anchor();
    for (Chained each : oldest.entries()) {
      Entry entry = each.entry();
      boolean mayGo = entry.atMicros() < oldestKept || entry.seq() <= oldest.newest() - maxEntries;
      if (!mayGo) {
        break;
      }
      if (entry.seq() != last.seq() + 1 || !chain.follows(last.hash(), entry, each.hash())) {
        LOG.error(
            "the audit has been tampered with near entry {}: nothing behind it is dropped",
            entry.seq());
        break;
      }
      last = new Mark(entry.seq(), each.hash());
    }
    return last.equals(oldest.anchor()) ? null : last;
  }
}
