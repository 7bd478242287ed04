package tianniu.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Numbers of one kind, one a round. */
final class Series {
  private final List<Double> values = new ArrayList<>();

  static Series of(Collection<Double> values) {
    Series series = new Series();
    values.forEach(series::add);
    return series;
  }

  static Series of(double... values) {
    Series series = new Series();
    for (double value : values) {
      series.add(value);
    }
    return series;
  }

  void add(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a measurement: " + value);
    }
    values.add(value);
  }

  int size() {
    return values.size();
  }

  List<Double> values() {
    return List.copyOf(values);
  }

  double median() {
    List<Double> sorted = sorted();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least() {
    return sorted().getFirst();
  }

  double most() {
    return sorted().getLast();
  }

  /** The smallest value that at least this part of all do not exceed (nearest rank). */
  double percentile(double percent) {
    List<Double> sorted = sorted();
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.max(1, rank) - 1);
  }

  /** Round by round, this by the other: what a drift of the machine does to both cancels out. */
  Series by(Series other) {
    if (other.size() != size()) {
      throw new IllegalArgumentException(size() + " rounds against " + other.size());
    }
    Series ratios = new Series();
    for (int i = 0; i < size(); i++) {
      ratios.add(values.get(i) / other.values.get(i));
    }
    return ratios;
  }

  /** Round by round, this without the other. */
  Series less(Series other) {
    if (other.size() != size()) {
      throw new IllegalArgumentException(size() + " rounds against " + other.size());
    }
    Series rest = new Series();
    for (int i = 0; i < size(); i++) {
      rest.add(values.get(i) - other.values.get(i));
    }
    return rest;
  }

  /** Median, and least and most when there are several. */
  String text(String unit) {
    String median = number(median()) + unit;
    return size() == 1 ? median : median + " (" + number(least()) + " … " + number(most()) + ")";
  }

  /** Three digits that count, and no more. */
  static String number(double value) {
    double size = Math.abs(value);
    String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.995 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, form, value);
  }

  private List<Double> sorted() {
    if (values.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
    return values.stream().sorted().toList();
  }
}
