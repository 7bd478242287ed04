package tianniu.container;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.health.ProbeHealth;
import tianniu.http.Json;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Snapshot;
import tianniu.usage.Usage;

/**
 * Writes containers as the API shows them, each anew only when it has changed: what was written is
 * kept for as long as nothing that it shows has, and a page is put together from it.
 */
final class Renderer {
  private static final byte[] COMMA = {','};
  private static final byte[] END = {']', '}'};

  private final LiveView view;
  private final Vitals vitals;
  private final Kept items;
  private final Kept details;

  Renderer(LiveView view, Vitals vitals) {
    this.view = view;
    this.vitals = vitals;
    this.items = new Kept();
    this.details = new Kept();
  }

  byte[] page(Snapshot.Page page, int limit, long offset) {
    List<LiveContainer> containers = page.containers();
    byte[][] parts = new byte[containers.size()][];
    byte[] head = head(page.total(), limit, offset);
    int length = head.length + Math.max(0, parts.length - 1) + END.length;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = item(containers.get(i));
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

  private byte[] item(LiveContainer container) {
    Usage usage = vitals.usage(container.id()).orElse(null);
    Rendering kept = items.find(container);
    if (kept == null || !kept.shows(usage, null, "")) {
      byte[] json = Json.bytes(ContainerItem.of(container, usage));
      kept = items.keep(new Rendering(container, usage, null, "", json));
    }
    return kept.json;
  }

  /**
   * All of one container.
   *
   * @param base scheme and authority of the links in it
   */
  byte[] detail(LiveContainer container, String base) {
    Usage usage = vitals.usage(container.id()).orElse(null);
    ProbeHealth probed = vitals.health(container.id()).orElse(null);
    Rendering kept = details.find(container);
    if (kept == null || !kept.shows(usage, probed, base)) {
      String logs = base + "/api/v1/containers/" + container.id() + "/logs";
      byte[] json = Json.bytes(ContainerDetail.of(container, usage, probed, logs));
      kept = details.keep(new Rendering(container, usage, probed, base, json));
    }
    return kept.json;
  }

  /** What was written, and of what. */
  private static final class Rendering {
    private final LiveContainer container;
    private final @Nullable Usage usage;
    private final @Nullable ProbeHealth probed;
    private final String base;
    private final byte[] json;

    Rendering(
        LiveContainer container,
        @Nullable Usage usage,
        @Nullable ProbeHealth probed,
        String base,
        byte[] json) {
      this.container = container;
      this.usage = usage;
      this.probed = probed;
      this.base = base;
      this.json = json;
    }

    /** The view has another object after each change; comparing all that is in them is slower. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(LiveContainer now) {
      return container == now;
    }

    boolean shows(@Nullable Usage usageNow, @Nullable ProbeHealth probedNow, String baseNow) {
      return Objects.equals(usage, usageNow)
          && Objects.equals(probed, probedNow)
          && base.equals(baseNow);
    }
  }

  /** The last rendering of each container. */
  private final class Kept {
    private static final int AT_LEAST = 1024;

    private final Map<ContainerId, Rendering> newest = new ConcurrentHashMap<>();
    private volatile int room = AT_LEAST;

    /** Null when there is none of the container as it is now. */
    @Nullable Rendering find(LiveContainer container) {
      Rendering found = newest.get(container.id());
      return found != null && found.isOf(container) ? found : null;
    }

    Rendering keep(Rendering made) {
      newest.put(made.container.id(), made);
      if (newest.size() > room) {
        newest.keySet().removeIf(id -> view.find(id) == null);
        room = Math.max(AT_LEAST, 2 * newest.size());
      }
      return made;
    }
  }
}
