package tianniu.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashTrieTest {
  /** A key whose hash is chosen. */
  private record Key(int number, int hash) {
    @Override
    public int hashCode() {
      return hash;
    }
  }

  @Test
  void withAndWithout_manyChanges_equalsAHashMapAtEachStep() {
    Random random = new Random(7);
    Map<Integer, Integer> expected = new HashMap<>();
    HashTrie<Integer, Integer> trie = HashTrie.empty();
    for (int step = 0; step < 50_000; step++) {
      int key = random.nextInt(3000) * 77_777;
      if (random.nextInt(3) == 0) {
        expected.remove(key);
        trie = trie.without(key);
      } else {
        expected.put(key, step);
        trie = trie.with(key, step);
      }
      assertThat(trie.get(key)).isEqualTo(expected.get(key));
    }
    for (int key = 0; key < 3000; key++) {
      assertThat(trie.get(key * 77_777)).isEqualTo(expected.get(key * 77_777));
    }
  }

  @Test
  void get_keysOfOneHash_areToldApart() {
    HashTrie<Key, String> trie =
        HashTrie.<Key, String>empty()
            .with(new Key(1, 42), "one")
            .with(new Key(2, 42), "two")
            .with(new Key(3, 42 + 32), "three")
            .with(new Key(1, 42), "uno");

    assertThat(trie.get(new Key(1, 42))).isEqualTo("uno");
    assertThat(trie.get(new Key(2, 42))).isEqualTo("two");
    assertThat(trie.get(new Key(3, 42 + 32))).isEqualTo("three");
    assertThat(trie.get(new Key(4, 42))).isNull();
    assertThat(trie.without(new Key(1, 42)).get(new Key(2, 42))).isEqualTo("two");
    assertThat(trie.without(new Key(1, 42)).get(new Key(1, 42))).isNull();
    assertThat(trie.without(new Key(4, 42)).get(new Key(1, 42))).isEqualTo("uno");
  }

  @Test
  void with_afterwards_theEarlierOneIsAsItWas() {
    HashTrie<String, Integer> before = HashTrie.<String, Integer>empty().with("a", 1);

    before.with("a", 2).with("b", 3).without("a");

    assertThat(before.get("a")).isEqualTo(1);
    assertThat(before.get("b")).isNull();
  }
}
