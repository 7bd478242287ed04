package tianniu.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SealingTest {
  private static final Values VALUES =
      new Values(new TreeMap<>(Map.of("a", "swordfish", "b", "", "c", "ö\n\"x\"")));

  private final Sealing sealing = new Sealing(key(1));

  @Test
  void open_whatWasSealed_isTheSame() {
    assertThat(sealing.open(sealing.seal(VALUES, "label"), "label")).isEqualTo(VALUES);
  }

  @Test
  void seal_twice_isNotTheSameText() {
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      texts.add(sealing.seal(VALUES, "label").substring(0, 18));
    }
    assertThat(texts).as("format and nonce").hasSize(100);
  }

  @Test
  void open_otherLabel_isRefused() {
    String sealed = sealing.seal(VALUES, "name\n1\n{}");

    assertThatThrownBy(() -> sealing.open(sealed, "name\n2\n{}"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void open_otherKey_isRefused() {
    String sealed = sealing.seal(VALUES, "label");

    assertThatThrownBy(() -> new Sealing(key(2)).open(sealed, "label"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void open_anyBitChanged_isRefused() {
    byte[] sealed = Base64.getDecoder().decode(sealing.seal(VALUES, "label"));
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 4;
      String text = Base64.getEncoder().encodeToString(changed);
      assertThatThrownBy(() -> sealing.open(text, "label"))
          .as("byte %s", i)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void open_cutShortOrNoBase64_isRefused() {
    byte[] sealed = Base64.getDecoder().decode(sealing.seal(VALUES, "label"));
    for (int length : new int[] {0, 1, 13, 20, sealed.length - 1}) {
      String text = Base64.getEncoder().encodeToString(Arrays.copyOf(sealed, length));
      assertThatThrownBy(() -> sealing.open(text, "label"))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> sealing.open("?", "label")).isInstanceOf(IllegalStateException.class);
  }

  private static SecretKey key(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return new SecretKeySpec(bytes, "AES");
  }
}
