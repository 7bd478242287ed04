package tianniu.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdTest {
  private static final String VALUE = "0123456789abcdef0123456789abcdef";

  @Test
  void new_thirtyTwoHexCharacters_isAnId() {
    assertThat(new ContainerId(VALUE)).hasToString(VALUE);
    assertThat(ContainerId.isId(VALUE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcdeg",
        "0123456789abcdef0123456789abcde\n"
      })
  void new_anythingElse_isRefused(String text) {
    assertThat(ContainerId.isId(text)).isFalse();
    assertThatThrownBy(() -> new ContainerId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void random_twice_differs() {
    Random random = new Random(1);
    assertThat(ContainerId.random(random)).isNotEqualTo(ContainerId.random(random));
  }

  @Test
  void ofForeign_engineReference_isItsHead() {
    assertThat(ContainerId.ofForeign(new EngineRef(VALUE + "f".repeat(32))))
        .isEqualTo(new ContainerId(VALUE));
  }

  @Test
  void compareTo_ids_goesByTheText() {
    assertThat(new ContainerId("1".repeat(32))).isGreaterThan(new ContainerId(VALUE));
  }
}
