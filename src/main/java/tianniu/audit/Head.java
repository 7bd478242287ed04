package tianniu.audit;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.audit.Entry.Chained;

/** From where the chain goes on. */
final class Head {
  private static final Logger LOG = LoggerFactory.getLogger(Head.class);

  private Head() {}

  /** What the database says, when it can be believed; else a place that shows the break. */
  static Mark atStart(Handle handle, Chain chain) {
    Mark.@Nullable Sealed head = AuditTable.mark(handle, AuditTable.HEAD);
    Mark.@Nullable Sealed anchor = AuditTable.mark(handle, AuditTable.ANCHOR);
    Chained last = AuditTable.last(handle);
    Mark bottom =
        anchor != null && chain.isOurs(AuditTable.ANCHOR, anchor) ? anchor.mark() : chain.start();
    if (head == null && anchor == null && last == null) {
      return chain.start();
    }
    Mark top = last == null ? bottom : new Mark(last.entry().seq(), last.hash());
    if (head == null || !chain.isOurs(AuditTable.HEAD, head)) {
      LOG.error("the audit has been tampered with: its head is not what this server wrote");
      return chain.broken(top);
    }
    if (!head.mark().equals(top)) {
      LOG.error("the audit has been tampered with: it does not end where this server ended it");
    }
    // Entries that somebody has added stand where new ones would: those go behind them.
    return new Mark(Math.max(head.mark().seq(), top.seq()), head.mark().hash());
  }

  /**
   * After a write of which it is not known whether it was done.
   *
   * @param known where the chain ended before
   */
  static Mark after(Mark known, Handle handle, Chain chain) {
    Mark.@Nullable Sealed found = AuditTable.mark(handle, AuditTable.HEAD);
    if (found == null || !chain.isOurs(AuditTable.HEAD, found)) {
      return known;
    }
    return found.mark().seq() > known.seq() ? found.mark() : known;
  }
}
