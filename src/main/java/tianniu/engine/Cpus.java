package tianniu.engine;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An amount of processor in billionths of a core, Docker's {@code NanoCpus}.
 *
 * @param nanos 1,000,000,000 is one core
 */
public record Cpus(long nanos) implements Comparable<Cpus> {
  private static final Pattern CORES = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,9})?");

  public static Cpus ofCores(BigDecimal cores) {
    return new Cpus(cores.movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  /** An amount as the API writes it, in decimal cores: {@code 2.0}. */
  public static Optional<Cpus> parse(String text) {
    return CORES.matcher(text).matches()
        ? Optional.of(ofCores(new BigDecimal(text)))
        : Optional.empty();
  }

  @Override
  public int compareTo(Cpus other) {
    return Long.compare(nanos, other.nanos);
  }

  /** Decimal cores with at least one decimal: {@code 2.0}, {@code 0.25}. */
  @Override
  public String toString() {
    BigDecimal cores = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
    return (cores.scale() < 1 ? cores.setScale(1, RoundingMode.UNNECESSARY) : cores)
        .toPlainString();
  }
}
