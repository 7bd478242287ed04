package tianniu.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1000, 1000",
    "512B, 512",
    "1K, 1024",
    "1KB, 1024",
    "1Ki, 1024",
    "1KiB, 1024",
    "512MB, 536870912",
    "512M, 536870912",
    "512Mi, 536870912",
    "512MiB, 536870912",
    "512mib, 536870912",
    "512 MB, 536870912",
    "1GB, 1073741824",
    "1gb, 1073741824",
    "1.5GB, 1610612736",
    "0.5K, 512",
    "1TB, 1099511627776",
    "1PB, 1125899906842624",
    "9223372036854775807, 9223372036854775807",
  })
  void parse_amount_isThatManyBytes(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(new ByteSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "MB",
        "-1",
        "+1",
        "1.5",
        "0.1K",
        "1.GB",
        ".5GB",
        "1,5GB",
        "1e3",
        "0x10",
        "1EB",
        "512Bi",
        "512iB",
        "512M B",
        "512  MB",
        "512MB512MB",
        "9223372036854775808",
        "8192PB",
        "٣MB"
      })
  void parse_noAmount_isEmpty(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1, 1B",
    "1000, 1000B",
    "1024, 1KB",
    "1536, 1536B",
    "536870912, 512MB",
    "1610612736, 1536MB",
    "1073741824, 1GB",
    "1099511627776, 1TB",
    "1125899906842624, 1PB",
    "1152921504606846976, 1024PB",
  })
  void toString_amount_isExactInItsLargestUnit(long bytes, String text) {
    assertThat(new ByteSize(bytes)).hasToString(text);
    assertThat(ByteSize.parse(text)).contains(new ByteSize(bytes));
  }

  @Test
  void new_negative_isRefused() {
    assertThatThrownBy(() -> new ByteSize(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void compareTo_more_isGreater() {
    assertThat(new ByteSize(2)).isGreaterThan(new ByteSize(1));
  }
}
