package tianniu.container;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import tianniu.live.LiveContainer;
import tianniu.live.Selection;
import tianniu.live.Snapshot;

/**
 * Pages of the list as they were last written. Most readers ask for what the last one had, while
 * nothing has changed: they get the same bytes, and their containers are not looked at.
 */
final class Pages {
  /** Consoles and tools ask for few different ones again and again. */
  private static final int MOST = 64;

  /** Larger ones, of containers with very many labels, are put together each time. */
  private static final int LARGEST = 256 * 1024;

  /**
   * So long a page is good without a look at its containers: that they are read is to be noted, by
   * which they are sampled, and usage that has become too old is to be shown no more.
   */
  private static final long UNSEEN_NANOS = 50_000_000;

  private final Vitals vitals;
  private final LongSupplier nanoTime;
  private final Renderer renderer;
  private final Map<Part, Written> newest = new ConcurrentHashMap<>();

  Pages(Vitals vitals, LongSupplier nanoTime, Renderer renderer) {
    this.vitals = vitals;
    this.nanoTime = nanoTime;
    this.renderer = renderer;
  }

  /** Which part of the list it is. */
  record Part(Selection selection, int limit, long offset) {}

  /** A page, and when that was known to be right. */
  private static final class Written {
    /**
     * Not held: a page that nobody asks for any more must not keep all the containers of its day.
     */
    private final WeakReference<Snapshot> snapshot;

    private final long measured;
    private final long seenAt;
    private final int total;
    private final List<Renderer.Item> items;
    private final byte[] json;

    Written(
        Snapshot snapshot,
        long measured,
        long seenAt,
        int total,
        List<Renderer.Item> items,
        byte[] json) {
      this.snapshot = new WeakReference<>(snapshot);
      this.measured = measured;
      this.seenAt = seenAt;
      this.total = total;
      this.items = items;
      this.json = json;
    }

    /** Another snapshot may be equal in what is shown: that is compared by the items. */
    boolean isGood(Snapshot now, long measuredNow, long time) {
      return snapshot.refersTo(now) && measured == measuredNow && time - seenAt < UNSEEN_NANOS;
    }

    boolean shows(int totalNow, List<Renderer.Item> itemsNow) {
      return total == totalNow && items.equals(itemsNow);
    }
  }

  /** The bytes of a page; not to be changed. */
  byte[] of(Snapshot snapshot, Part part) {
    // Before the containers are looked at: what is measured meanwhile makes the next look.
    long measured = vitals.measured();
    long now = nanoTime.getAsLong();
    Written last = newest.get(part);
    if (last != null && last.isGood(snapshot, measured, now)) {
      return last.json;
    }
    Snapshot.Page page = snapshot.page(part.selection, part.offset, part.limit);
    List<Renderer.Item> items = new ArrayList<>(page.containers().size());
    for (LiveContainer container : page.containers()) {
      items.add(new Renderer.Item(container, vitals.usage(container.id()).orElse(null)));
    }
    byte[] json =
        last != null && last.shows(page.total(), items)
            ? last.json
            : renderer.write(page.total(), part, items);
    if (json.length > LARGEST) {
      return json;
    }
    Written next = new Written(snapshot, measured, now, page.total(), items, json);
    if (last == null && newest.size() >= MOST) {
      newest.clear();
    }
    newest.put(part, next);
    return next.json;
  }
}
