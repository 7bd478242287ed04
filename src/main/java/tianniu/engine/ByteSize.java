package tianniu.engine;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory. Units are binary: the API document's {@code 1GB} is 1073741824 bytes. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,19})(?:\\.([0-9]{1,9}))? ?(?:([KMGTP])i?B?|B)?");
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative size: " + bytes);
    }
  }

  /**
   * Reads {@code 512MB}, {@code 1GB}, {@code 512M}, {@code 512Mi}, {@code 512MiB}, {@code 1.5GB} or
   * plain bytes, in any case of letters; empty when it is none of these or no number of bytes.
   */
  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT).replace("I", "i"));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(3);
    String fraction = matcher.group(2);
    int power = unit == null ? 0 : "KMGTP".indexOf(unit) + 1;
    try {
      BigDecimal number =
          new BigDecimal(matcher.group(1) + (fraction == null ? "" : "." + fraction));
      return Optional.of(
          new ByteSize(number.multiply(BigDecimal.valueOf(1L << (10 * power))).longValueExact()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** Exact, in the largest unit that divides it: {@code 512MB}, {@code 1536MB}, {@code 1000B}. */
  @Override
  public String toString() {
    long rest = bytes;
    int unit = 0;
    while (rest != 0 && rest % 1024 == 0 && unit < UNITS.length - 1) {
      rest /= 1024;
      unit++;
    }
    return rest + UNITS[unit];
  }
}
