package tianniu.container;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.health.ProbeHealth;
import tianniu.http.Renderings;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Selection;
import tianniu.live.Snapshot;
import tianniu.usage.Usage;

/**
 * Writes containers as the API shows them, each anew only when it has changed: what was written is
 * kept for as long as nothing that it shows has, and a page is put together from it.
 */
final class Renderer {
  private static final byte[] COMMA = {','};
  private static final byte[] END = {']', '}'};

  /** Consoles and tools ask for few different ones again and again. */
  private static final int PAGES = 64;

  private final Vitals vitals;
  private final Renderings<Part, Page> pages;
  private final Renderings<ContainerId, Item> items;
  private final Renderings<ContainerId, Detail> details;

  Renderer(LiveView view, Vitals vitals) {
    this.vitals = vitals;
    this.pages = Renderings.ofLate(PAGES, this::write);
    this.items = Renderings.of(id -> view.find(id) != null, Item::view);
    this.details = Renderings.of(id -> view.find(id) != null, Detail::view);
  }

  /** A part of the list; written anew when something in it has changed. */
  byte[] page(Snapshot snapshot, Selection selection, int limit, long offset) {
    Snapshot.Page page = snapshot.page(selection, offset, limit);
    List<Item> shown = new ArrayList<>(page.containers().size());
    for (LiveContainer container : page.containers()) {
      shown.add(new Item(container, vitals.usage(container.id()).orElse(null)));
    }
    Part part = new Part(selection, limit, offset);
    return pages.of(part, new Page(page.total(), part, shown));
  }

  private record Part(Selection selection, int limit, long offset) {}

  private record Page(int total, Part part, List<Item> items) {}

  private byte[] write(Page page) {
    byte[][] parts = new byte[page.items.size()][];
    byte[] head = head(page.total, page.part.limit, page.part.offset);
    int length = head.length + Math.max(0, parts.length - 1) + END.length;
    for (int i = 0; i < parts.length; i++) {
      Item item = page.items.get(i);
      parts[i] = items.of(item.container.id(), item);
      length += parts[i].length;
    }
    byte[] all = new byte[length];
    int at = put(head, all, 0);
    for (int i = 0; i < parts.length; i++) {
      at = put(parts[i], all, i == 0 ? at : put(COMMA, all, at));
    }
    put(END, all, at);
    return all;
  }

  private static byte[] head(int total, int limit, long offset) {
    return ("{\"total\":"
            + total
            + ",\"limit\":"
            + limit
            + ",\"offset\":"
            + offset
            + ",\"containers\":[")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static int put(byte[] part, byte[] all, int at) {
    System.arraycopy(part, 0, all, at, part.length);
    return at + part.length;
  }

  /**
   * All of one container.
   *
   * @param base scheme and authority of the links in it
   */
  byte[] detail(LiveContainer container, String base) {
    Usage usage = vitals.usage(container.id()).orElse(null);
    ProbeHealth probed = vitals.health(container.id()).orElse(null);
    return details.of(container.id(), new Detail(container, usage, probed, base));
  }

  /** What an item shows. */
  private record Item(LiveContainer container, @Nullable Usage usage) {
    ContainerItem view() {
      return ContainerItem.of(container, usage);
    }
  }

  /** What a detail shows. */
  private record Detail(
      LiveContainer container, @Nullable Usage usage, @Nullable ProbeHealth probed, String base) {
    ContainerDetail view() {
      String logs = base + "/api/v1/containers/" + container.id() + "/logs";
      return ContainerDetail.of(container, usage, probed, logs);
    }
  }
}
