package tianniu.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpusTest {
  @ParameterizedTest
  @CsvSource({
    "2, 2000000000",
    "2.0, 2000000000",
    "0.25, 250000000",
    "0.000000001, 1",
    "0.0000000004, 0",
    "0.0000000005, 1",
    "1E+1, 10000000000",
  })
  void ofCores_decimal_isBillionths(BigDecimal cores, long nanos) {
    assertThat(Cpus.ofCores(cores)).isEqualTo(new Cpus(nanos));
  }

  @Test
  void ofCores_moreThanCanBeCounted_isRefused() {
    assertThatThrownBy(() -> Cpus.ofCores(new BigDecimal("1e30")))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2000000000, 2.0",
    "10000000000, 10.0",
    "500000000, 0.5",
    "250000000, 0.25",
    "1, 0.000000001",
    "0, 0.0",
  })
  void toString_cores_hasAtLeastOneDecimal(long nanos, String text) {
    assertThat(new Cpus(nanos)).hasToString(text);
  }

  @Test
  void compareTo_more_isGreater() {
    assertThat(new Cpus(2)).isGreaterThan(new Cpus(1));
  }
}
