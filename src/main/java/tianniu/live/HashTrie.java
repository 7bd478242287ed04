package tianniu.live;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map whose changed copies share all but a few small arrays with it: a change
 * among ten thousand entries copies three arrays of 32.
 */
final class HashTrie<K, V> {
  private static final int BITS = 5;
  private static final int WIDTH = 1 << BITS;

  /** Each slot is null, a {@link Leaf}, or an array of slots one level down. */
  private final @Nullable Object[] root;

  private HashTrie(@Nullable Object[] root) {
    this.root = root;
  }

  static <K, V> HashTrie<K, V> empty() {
    return new HashTrie<>(new @Nullable Object[WIDTH]);
  }

  /** An entry, and those whose keys have the same hash. */
  private record Leaf(Object key, int hash, Object value, @Nullable Leaf next) {
    @Nullable Leaf without(Object gone) {
      if (key.equals(gone)) {
        return next;
      }
      return next == null ? this : new Leaf(key, hash, value, next.without(gone));
    }
  }

  @SuppressWarnings("unchecked")
  @Nullable V get(K key) {
    int hash = spread(key);
    Object slot = root[index(hash, 0)];
    for (int shift = BITS; slot instanceof Object[] node; shift += BITS) {
      slot = node[index(hash, shift)];
    }
    for (Leaf leaf = (Leaf) slot; leaf != null; leaf = leaf.next) {
      if (leaf.hash == hash && leaf.key.equals(key)) {
        return (V) leaf.value;
      }
    }
    return null;
  }

  /** The same with this entry, in place of an earlier one of the key. */
  HashTrie<K, V> with(K key, V value) {
    return new HashTrie<>(put(root, 0, new Leaf(key, spread(key), value, null)));
  }

  HashTrie<K, V> without(K key) {
    return get(key) == null ? this : new HashTrie<>(remove(root, 0, key, spread(key)));
  }

  private static @Nullable Object[] put(@Nullable Object[] node, int shift, Leaf added) {
    int at = index(added.hash, shift);
    @Nullable Object[] copy = node.clone();
    copy[at] =
        switch (node[at]) {
          case null -> added;
          case Object[] below -> put(below, shift + BITS, added);
          case Object other -> beside((Leaf) other, shift + BITS, added);
        };
    return copy;
  }

  private static Object beside(Leaf there, int shift, Leaf added) {
    if (there.hash == added.hash) {
      return new Leaf(added.key, added.hash, added.value, there.without(added.key));
    }
    @Nullable Object[] below = new @Nullable Object[WIDTH];
    below[index(there.hash, shift)] = there;
    return put(below, shift, added);
  }

  private static @Nullable Object[] remove(
      @Nullable Object[] node, int shift, Object key, int hash) {
    int at = index(hash, shift);
    @Nullable Object[] copy = node.clone();
    if (node[at] instanceof Object[] below) {
      @Nullable Object[] rest = remove(below, shift + BITS, key, hash);
      copy[at] = Arrays.stream(rest).allMatch(slot -> slot == null) ? null : rest;
    } else if (node[at] instanceof Leaf leaf) {
      copy[at] = leaf.without(key);
    }
    return copy;
  }

  private static int index(int hash, int shift) {
    return (hash >>> shift) & (WIDTH - 1);
  }

  /** Hashes of short texts differ in their low bits most; the trie looks at those first. */
  private static int spread(Object key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 16);
  }
}
