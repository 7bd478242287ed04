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
  private static final Pattern FORM = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,9})?");

  /** Docker's least amount of processor. */
  private static final Cpus LEAST = new Cpus(10_000_000);

  private static final Cpus MOST = new Cpus(1_000_000 * 1_000_000_000L);

  /** Reads decimal cores; empty when it is none, less than 0.01, or more than a million. */
  public static Optional<Cpus> parse(String text) {
    return Optional.of(text)
        .filter(FORM.asMatchPredicate())
        .map(cores -> ofCores(new BigDecimal(cores)))
        .filter(cpus -> cpus.compareTo(LEAST) >= 0 && cpus.compareTo(MOST) <= 0);
  }

  public static Cpus ofCores(BigDecimal cores) {
    return new Cpus(cores.movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValueExact());
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
