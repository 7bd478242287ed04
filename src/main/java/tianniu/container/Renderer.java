package tianniu.container;

import java.nio.charset.StandardCharsets;
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

  private final Vitals vitals;
  private final Pages pages;
  private final Renderings<ContainerId, Item> items;
  private final Renderings<ContainerId, Detail> details;

  Renderer(LiveView view, Vitals vitals) {
    this.vitals = vitals;
    this.pages = new Pages(vitals, System::nanoTime, this);
    this.items = Renderings.of(id -> view.find(id) != null, Item::view);
    this.details = Renderings.of(id -> view.find(id) != null, Detail::view);
  }

  /** A part of the list; written anew when something in it has changed. */
  byte[] page(Snapshot snapshot, Selection selection, int limit, long offset) {
    return pages.of(snapshot, new Pages.Part(selection, limit, offset));
  }

  /** Writes a part of the list, put together from what is kept of its items. */
  byte[] write(int total, Pages.Part page, List<Item> shown) {
    byte[][] parts = new byte[shown.size()][];
    byte[] head = head(total, page.limit(), page.offset());
    int length = head.length + Math.max(0, parts.length - 1) + END.length;
    for (int i = 0; i < parts.length; i++) {
      Item item = shown.get(i);
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
  record Item(LiveContainer container, @Nullable Usage usage) {
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
