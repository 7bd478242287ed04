package tianniu.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UsageTextTest {
  private static final Pattern FORM = Pattern.compile("([0-9]\\.[0-9]|[1-9][0-9]{1,3})([KMGT]?B)");

  @Test
  void cpu_anyNumber_hasTwoDecimals() {
    assertThat(UsageText.cpu(0)).isEqualTo("0.00");
    assertThat(UsageText.cpu(0.05)).isEqualTo("0.05");
    assertThat(UsageText.cpu(0.005)).isEqualTo("0.01");
    assertThat(UsageText.cpu(1.999)).isEqualTo("2.00");
    assertThat(UsageText.cpu(128)).isEqualTo("128.00");
    assertThat(UsageText.cpu(-0.001)).isEqualTo("0.00");
    assertThat(UsageText.cpu(Double.NaN)).isEqualTo("0.00");
  }

  @Test
  void memory_knownValues_areShort() {
    assertThat(UsageText.memory(0)).isEqualTo("0.0B");
    assertThat(UsageText.memory(1)).isEqualTo("1.0B");
    assertThat(UsageText.memory(10)).isEqualTo("10B");
    assertThat(UsageText.memory(1023)).isEqualTo("1023B");
    assertThat(UsageText.memory(1024)).isEqualTo("1.0KB");
    assertThat(UsageText.memory(128L << 20)).isEqualTo("128MB");
    assertThat(UsageText.memory((1L << 30) - 1)).isEqualTo("1.0GB");
    assertThat(UsageText.memory((long) (1023.4 * (1 << 20)))).isEqualTo("1023MB");
    assertThat(UsageText.memory((long) (1023.7 * (1 << 20)))).isEqualTo("1.0GB");
    assertThat(UsageText.memory((long) (9.94 * (1 << 20)))).isEqualTo("9.9MB");
    assertThat(UsageText.memory((long) (9.96 * (1 << 20)))).isEqualTo("10MB");
    assertThat(UsageText.memory(Long.MAX_VALUE)).isEqualTo("8388608TB");
    assertThat(UsageText.memory(-1)).isEqualTo("0.0B");
  }

  @Test
  void rate_knownValues_areShort() {
    assertThat(UsageText.rate(0)).isEqualTo("0.0B/s");
    assertThat(UsageText.rate(0.3)).isEqualTo("0.3B/s");
    assertThat(UsageText.rate(1.2 * (1 << 20))).isEqualTo("1.2MB/s");
    assertThat(UsageText.rate(Double.POSITIVE_INFINITY)).isEqualTo("0.0B/s");
  }

  @Test
  void memory_anyAmountBelowAPetabyte_keepsTheFormAndTheValue() {
    Random random = new Random(20260101);
    for (int i = 0; i < 200_000; i++) {
      long bytes = random.nextLong(1L << random.nextInt(1, 50));
      check(bytes);
    }
    for (int power = 0; power < 50; power++) {
      for (long near = -60; near <= 60; near++) {
        check(Math.max(0, (1L << power) + near));
      }
    }
  }

  private static void check(long bytes) {
    String text = UsageText.memory(bytes);
    Matcher matcher = FORM.matcher(text);
    assertThat(matcher.matches()).as("%d is written as %s", bytes, text).isTrue();
    double number = Double.parseDouble(matcher.group(1));
    double unit = Math.pow(1024, "BKMGT".indexOf(matcher.group(2).charAt(0)));
    assertThat(number).as(text).isLessThan(1024);
    assertThat(number >= 1 || bytes == 0).as("%d is written as %s", bytes, text).isTrue();
    assertThat(Math.abs(number * unit - bytes))
        .as("%d is written as %s", bytes, text)
        .isLessThanOrEqualTo((number < 10 ? 0.0501 : 0.501) * unit);
  }
}
