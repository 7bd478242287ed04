package tianniu.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void generate_anId_givesATextThatSaysIt() {
    String id = KeyText.newId(RANDOM);

    String text = KeyText.generate(id, RANDOM);

    assertThat(text).matches("tn_[0-9a-v]{12}_[0-9A-Za-z]{49}");
    assertThat(KeyText.id(text)).isEqualTo(id);
    assertThat(KeyText.hasChecksum(text)).isTrue();
  }

  @Test
  void generate_manyTimes_neverRepeats() {
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      texts.add(KeyText.generate("0123456789ab", RANDOM));
    }

    assertThat(texts).hasSize(1000);
  }

  @Test
  void hasChecksum_anyCharacterChanged_isFalse() {
    String text = KeyText.generate(KeyText.newId(RANDOM), RANDOM);
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'a' ? 'b' : 'a';
      String changed = text.substring(0, i) + other + text.substring(i + 1);

      assertThat(KeyText.hasChecksum(changed)).as(changed).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tn_",
        "tn_unknown",
        "tn_0123456789ab",
        "xx_0123456789ab_0000000000000000000000000000000000000000000000000",
        "tn_0123456789ab-0000000000000000000000000000000000000000000000000",
        "tn_0123456789ab_00000000000000000000000000000000000000000000000000"
      })
  void id_ofAnotherForm_isNone(String text) {
    assertThat(KeyText.id(text)).isNull();
  }
}
