package tianniu.audit;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tianniu.audit.Entry.Chained;

/** Reads the whole audit, as it is at one moment, and says whether it is as it was written. */
final class ChainCheck {
  private static final int STEP = 1000;

  private final Handle handle;
  private final Chain chain;

  ChainCheck(Handle handle, Chain chain) {
    this.handle = handle;
    this.chain = chain;
  }

  /** What was found. */
  sealed interface Verdict {
    /**
     * Everything is as it was written.
     *
     * @param first null when there are no entries
     * @param head the last place of the chain
     */
    record Whole(long entries, @Nullable Entry first, @Nullable Entry last, Mark head)
        implements Verdict {}

    /**
     * Somebody has been at it.
     *
     * @param seq of the first entry that is not as it was written
     */
    record Broken(long seq, String what) implements Verdict {}
  }

  Verdict run() {
    Mark.@Nullable Sealed head = AuditTable.mark(handle, AuditTable.HEAD);
    Mark.@Nullable Sealed anchor = AuditTable.mark(handle, AuditTable.ANCHOR);
    if (anchor != null && !chain.isOurs(AuditTable.ANCHOR, anchor)) {
      boolean noneIsOurs = head != null && !chain.isOurs(AuditTable.HEAD, head);
      return new Verdict.Broken(
          anchor.mark().seq() + 1,
          noneIsOurs
              ? "head and anchor are forged, or the master key is another one"
              : "the anchor, which says where the entries begin, is forged");
    }
    Mark before = anchor == null ? chain.start() : anchor.mark();
    if (head == null) {
      Chained last = AuditTable.last(handle);
      return last == null && anchor == null
          ? new Verdict.Whole(0, null, null, before)
          : new Verdict.Broken(before.seq() + 1, "the head is removed");
    }
    return entries(before, head);
  }

  private Verdict entries(Mark start, Mark.Sealed head) {
    boolean headIsOurs = chain.isOurs(AuditTable.HEAD, head);
    Mark before = start;
    Entry first = null;
    Entry last = null;
    long count = 0;
    List<Chained> page = AuditTable.after(handle, Long.MIN_VALUE, STEP);
    while (!page.isEmpty()) {
      for (Chained each : page) {
        if (headIsOurs && each.entry().seq() > head.mark().seq()) {
          return before.seq() == head.mark().seq()
              ? new Verdict.Broken(each.entry().seq(), "inserted behind the end")
              : cutOff(before, head);
        }
        String wrong = wrong(before, each);
        if (wrong != null) {
          boolean keyIsAnother = count == 0 && !headIsOurs;
          return new Verdict.Broken(
              Math.min(each.entry().seq(), before.seq() + 1),
              keyIsAnother
                  ? wrong + "; and the head is forged, or the master key is another"
                  : wrong);
        }
        first = first == null ? each.entry() : first;
        last = each.entry();
        before = new Mark(last.seq(), each.hash());
        count++;
      }
      page = AuditTable.after(handle, before.seq(), STEP);
    }
    if (!headIsOurs) {
      return new Verdict.Broken(
          before.seq(), "the head, which says where the entries end, is forged");
    }
    if (before.seq() < head.mark().seq()) {
      return cutOff(before, head);
    }
    return before.equals(head.mark())
        ? new Verdict.Whole(count, first, last, before)
        : new Verdict.Broken(before.seq(), "the end is not the one that was written");
  }

  private static Verdict cutOff(Mark before, Mark.Sealed head) {
    return new Verdict.Broken(
        before.seq() + 1, "cut off at the end: entries up to " + head.mark().seq() + " are gone");
  }

  /** What is wrong with an entry that should follow; null when nothing is. */
  private @Nullable String wrong(Mark before, Chained found) {
    Entry entry = found.entry();
    long expected = before.seq() + 1;
    if (entry.seq() < expected) {
      return "inserted before the beginning";
    }
    if (chain.follows(chain.broken(before).hash(), entry, found.hash())) {
      return "when the server went on here, the head before was forged or removed: entries may be"
          + " cut off";
    }
    if (entry.seq() > expected) {
      return entry.seq() == expected + 1
          ? "removed"
          : "removed, as are those up to " + (entry.seq() - 1);
    }
    return chain.follows(before.hash(), entry, found.hash()) ? null : how(before, found);
  }

  /** How an entry got where it does not belong, as far as its neighbours tell. */
  private String how(Mark before, Chained found) {
    List<Chained> next = AuditTable.after(handle, found.entry().seq(), STEP);
    // Of two neighbours that changed places the second would follow too: so this comes first.
    for (Chained other : next) {
      if (follows(other.hash(), found, other.entry().seq())
          || follows(other.hash(), found, other.entry().seq() + 1)) {
        return "reordered: another entry stands in its place";
      }
    }
    if (!next.isEmpty()) {
      Chained following = next.getFirst();
      if (follows(before.hash(), following, found.entry().seq())) {
        return "inserted";
      }
      if (follows(found.hash(), following, following.entry().seq() + 1)) {
        return "removed, and those behind it renumbered";
      }
    }
    return "changed";
  }

  private boolean follows(String before, Chained found, long atSeq) {
    return chain.follows(before, found.entry().at(atSeq), found.hash());
  }
}
