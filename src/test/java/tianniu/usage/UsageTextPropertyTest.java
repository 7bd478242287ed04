package tianniu.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** What is written for people is short, and never far from what was measured. */
class UsageTextPropertyTest {
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

  /** Half of the last digit that is shown, where it weighs most: 0.05 of 1, and 0.5 of 10. */
  private static final double ERROR = 0.05;

  private static final double ROUNDED_UP_TO = 1023.5;

  private static double number(String text) {
    return Double.parseDouble(text.replaceAll("[A-Z]+", ""));
  }

  private static int unit(String text) {
    return UNITS.indexOf(text.replaceAll("[0-9.]+", ""));
  }

  private static double bytes(String text) {
    return number(text) * Math.pow(1024, unit(text));
  }

  @Property
  void memory_written_isNearAndInTheRightUnit(@ForAll @LongRange(min = 0) long bytes) {
    String text = UsageText.memory(bytes);

    assertThat(text).matches("[0-9](\\.[0-9])?[KMGT]?B|[0-9]{2,}[KMGT]?B");
    assertThat(unit(text)).isBetween(0, 4);
    assertThat(bytes(text)).isCloseTo((double) bytes, within(ERROR * bytes + 1e-9));
    if (unit(text) < 4) {
      assertThat(number(text)).isLessThan(1024);
    }
    if (unit(text) > 0) {
      assertThat(number(text)).isGreaterThanOrEqualTo(1);
      assertThat(bytes / Math.pow(1024, unit(text))).isGreaterThanOrEqualTo(ROUNDED_UP_TO / 1024);
    }
  }

  @Property
  void rate_written_isThatOfMemoryBySecond(@ForAll @DoubleRange(min = 0, max = 1e15) double rate) {
    String text = UsageText.rate(rate);

    assertThat(text).endsWith("/s");
    assertThat(bytes(text.replace("/s", ""))).isCloseTo(rate, within(ERROR * rate + 0.05));
  }

  @Property
  void cpu_written_hasTwoDecimals(@ForAll @DoubleRange(min = 0, max = 1e6) double cores) {
    String text = UsageText.cpu(cores);

    assertThat(text).matches("[0-9]+\\.[0-9]{2}");
    assertThat(Double.parseDouble(text)).isCloseTo(cores, within(0.005_001));
  }

  @Property
  void anything_thatIsNoNumber_isZero(@ForAll double number) {
    double wrong = Double.isFinite(number) && number > 0 ? Double.NaN : number;

    assertThat(UsageText.rate(wrong)).isEqualTo("0.0B/s");
    assertThat(UsageText.cpu(wrong)).isEqualTo("0.00");
  }
}
