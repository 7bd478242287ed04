package tianniu.bench;

/**
 * A row of the table.
 *
 * @param value what is held against the bar: a median, or a percentile
 * @param spread least to most of it; empty when there is only one
 * @param ours in words, with its unit
 * @param theirs what it is compared with, in words; may be empty
 */
record Measured(Bar bar, double value, String spread, String ours, String theirs) {
  static Measured of(Bar bar, Series values, String ours, String theirs) {
    String spread =
        values.size() == 1
            ? ""
            : Series.number(values.least()) + " … " + Series.number(values.most());
    return new Measured(bar, values.median(), spread, ours, theirs);
  }

  boolean isMet() {
    return bar.isMetBy(value);
  }
}
