package tianniu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Sizes and cores are the same when they come back, and no unit is ever taken for another. */
class UnitsPropertyTest {
  private static final String UNITS = "BKMGTP";

  @Property
  void byteSize_writtenAndRead_isTheSame(@ForAll @LongRange(min = 0) long bytes) {
    ByteSize size = new ByteSize(bytes);

    assertThat(ByteSize.parse(size.toString())).contains(size);
  }

  @Property
  void byteSize_written_isInTheLargestUnitThatDividesIt(
      @ForAll @LongRange(min = 1, max = 1023) long number, @ForAll @IntRange(max = 5) int power) {
    String text = new ByteSize(number << (10 * power)).toString();

    assertThat(text).isEqualTo(number + (power == 0 ? "B" : UNITS.charAt(power) + "B"));
  }

  @Property
  void byteSize_everySpelling_isTheSameNumberOrNone(
      @ForAll @LongRange(min = 0) long number,
      @ForAll @IntRange(min = 1, max = 5) int power,
      @ForAll @IntRange(max = 3) int spelling,
      @ForAll boolean small,
      @ForAll boolean blank) {
    char unit = UNITS.charAt(power);
    String suffix =
        switch (spelling) {
          case 0 -> unit + "";
          case 1 -> unit + "B";
          case 2 -> unit + "i";
          default -> unit + "iB";
        };
    String text = number + (blank ? " " : "") + (small ? suffix.toLowerCase(Locale.ROOT) : suffix);
    BigInteger expected = BigInteger.valueOf(number).shiftLeft(10 * power);

    Optional<ByteSize> read = ByteSize.parse(text);

    if (expected.bitLength() > 63) {
      assertThat(read).isEmpty();
    } else {
      assertThat(read).contains(new ByteSize(expected.longValueExact()));
    }
  }

  @Property
  void byteSize_withAFraction_isExactOrNone(
      @ForAll @IntRange(max = 99_999) int whole,
      @ForAll @IntRange(max = 999_999) int fraction,
      @ForAll @IntRange(max = 5) int power) {
    String number = whole + "." + "%06d".formatted(fraction);
    BigDecimal exact = new BigDecimal(number).multiply(BigDecimal.valueOf(1L << (10 * power)));
    String unit = power == 0 ? "" : UNITS.charAt(power) + "B";

    Optional<ByteSize> read = ByteSize.parse(number + unit);

    boolean isWhole = exact.stripTrailingZeros().scale() <= 0;
    boolean fits = exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    assertThat(read.isPresent()).isEqualTo(isWhole && fits);
    read.ifPresent(
        size -> assertThat(BigDecimal.valueOf(size.bytes())).isEqualByComparingTo(exact));
  }

  @Property
  void byteSize_anyText_isReadOrRefusedAndNeverThrows(@ForAll String text) {
    ByteSize.parse(text)
        .ifPresent(size -> assertThat(ByteSize.parse(size.toString())).contains(size));
  }

  @Property
  void cpus_writtenAndRead_isTheSame(
      @ForAll @LongRange(min = 10_000_000, max = 1_000_000_000_000_000L) long nanos) {
    Cpus cpus = new Cpus(nanos);

    assertThat(Cpus.parse(cpus.toString())).contains(cpus);
    assertThat(new BigDecimal(cpus.toString()).movePointRight(9).longValueExact()).isEqualTo(nanos);
  }

  @Property
  void cpus_anyText_isReadOrRefusedAndNeverThrows(@ForAll String text) {
    Cpus.parse(text).ifPresent(cpus -> assertThat(Cpus.parse(cpus.toString())).contains(cpus));
  }

  @Property
  void sizesAndCores_compared_goByTheirAmount(
      @ForAll @LongRange(min = 0) long one, @ForAll @LongRange(min = 0) long other) {
    assertThat(Integer.signum(new ByteSize(one).compareTo(new ByteSize(other))))
        .isEqualTo(Long.compare(one, other));
    assertThat(Integer.signum(new Cpus(one).compareTo(new Cpus(other))))
        .isEqualTo(Long.compare(one, other));
  }
}
