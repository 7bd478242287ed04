package tianniu.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What was last written of each of many things, good for as long as it shows the same: what is read
 * more often than it changes is not written anew for each reader.
 *
 * @param <K> by what the things are told apart
 * @param <S> all that is shown of one, told apart by {@code equals}
 */
public final class Renderings<K, S> {
  private static final int ROOM = 64;

  private final Predicate<K> isThere;
  private final Function<S, byte[]> writer;
  private final Map<K, Rendering<S>> newest = new ConcurrentHashMap<>();
  private volatile int room = ROOM;

  private Renderings(Predicate<K> isThere, Function<S, byte[]> writer) {
    this.isThere = isThere;
    this.writer = writer;
  }

  /**
   * Of things that come and go.
   *
   * @param isThere whether there still is such a thing: what was written of others is dropped
   * @param view what is written as JSON
   */
  public static <K, S> Renderings<K, S> of(Predicate<K> isThere, Function<S, Object> view) {
    return new Renderings<>(isThere, shown -> Json.bytes(view.apply(shown)));
  }

  private static final class Rendering<S> {
    private final S shown;
    private final byte[] json;

    Rendering(S shown, byte[] json) {
      this.shown = shown;
      this.json = json;
    }
  }

  /** The JSON of a thing; not to be changed. */
  public byte[] of(K key, S shown) {
    Rendering<S> kept = newest.get(key);
    if (kept == null || !kept.shown.equals(shown)) {
      kept = new Rendering<>(shown, writer.apply(shown));
      newest.put(key, kept);
      makeRoom();
    }
    return kept.json;
  }

  private void makeRoom() {
    if (newest.size() > room) {
      newest.keySet().removeIf(isThere.negate());
      room = Math.max(ROOM, 2 * newest.size());
    }
  }
}
