package tianniu.live;

import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What became of one container from one {@link Snapshot} to the next, and how each index follows.
 *
 * @param old null when it is new
 * @param next null when it is gone
 */
record Change(@Nullable LiveContainer old, @Nullable LiveContainer next) {
  Shelf on(Shelf shelf) {
    boolean moves = old != null && (next == null || !Shelf.standAlike(old, next));
    Shelf rest = old != null && moves ? shelf.without(old) : shelf;
    return next == null ? rest : rest.with(next);
  }

  /**
   * Where a key has one container.
   *
   * @param key null where it has none
   */
  <K> HashTrie<K, LiveContainer> alone(
      HashTrie<K, LiveContainer> index, Function<LiveContainer, @Nullable K> key) {
    K before = old == null ? null : key.apply(old);
    K after = next == null ? null : key.apply(next);
    HashTrie<K, LiveContainer> changed = index;
    // Another may have taken the key over meanwhile.
    if (before != null && !before.equals(after) && Objects.equals(index.get(before), old)) {
      changed = changed.without(before);
    }
    return next == null || after == null ? changed : changed.with(after, next);
  }

  /** Where a key has several containers, and a container several keys. */
  <K> HashTrie<K, Shelf> among(
      HashTrie<K, Shelf> index, Function<LiveContainer, ? extends Set<? extends K>> keys) {
    Set<? extends K> before = old == null ? Set.of() : keys.apply(old);
    Set<? extends K> after = next == null ? Set.of() : keys.apply(next);
    HashTrie<K, Shelf> changed = index;
    for (K key : before) {
      if (!after.contains(key)) {
        changed = put(changed, key, new Change(old, null));
      }
    }
    for (K key : after) {
      changed = put(changed, key, new Change(before.contains(key) ? old : null, next));
    }
    return changed;
  }

  private static <K> HashTrie<K, Shelf> put(HashTrie<K, Shelf> index, K key, Change change) {
    Shelf known = index.get(key);
    Shelf shelf = change.on(known == null ? Shelf.EMPTY : known);
    return shelf.isEmpty() ? index.without(key) : index.with(key, shelf);
  }
}
