package tianniu.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class SlotTest {
  @Test
  void name_withAndWithoutQuotes_isTheSame() {
    assertThat(Slot.name("\"8e03978e-40d5\"")).isEqualTo("8e03978e-40d5");
    assertThat(Slot.name("8e03978e-40d5")).isEqualTo("8e03978e-40d5");
    assertThat(Slot.name("a\"b ~")).isEqualTo("a\"b ~");
    assertThat(Slot.name("\"" + "x".repeat(255) + "\"")).hasSize(255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "ä", "a\tb", "a\u007f"})
  void name_malformed_isRefused(String given) {
    FaultException thrown = catchThrowableOfType(FaultException.class, () -> Slot.name(given));
    assertThat(thrown.fault()).isInstanceOf(Fault.Invalid.class);
  }

  @Test
  void name_tooLong_isRefused() {
    assertThat(catchThrowableOfType(FaultException.class, () -> Slot.name("x".repeat(256))))
        .isNotNull();
  }
}
