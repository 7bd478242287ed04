package tianniu.faults;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Whether a figure stays what it is: by the slope of its second half, as least squares have it.
 *
 * @param perHour the slope, in the figure's unit an hour
 * @param bound the steepest that counts as flat
 */
record Flatness(String what, String unit, double first, double last, double perHour, double bound) {
  static Flatness of(
      String what, String unit, List<Vital> all, ToDoubleFunction<Vital> figure, double bound) {
    List<Vital> half = all.subList(all.size() / 2, all.size());
    return new Flatness(
        what,
        unit,
        figure.applyAsDouble(half.getFirst()),
        figure.applyAsDouble(half.getLast()),
        slope(half, figure) * 60,
        bound);
  }

  private static double slope(List<Vital> all, ToDoubleFunction<Vital> figure) {
    double x = all.stream().mapToDouble(Vital::minute).average().orElse(0);
    double y = all.stream().mapToDouble(figure).average().orElse(0);
    double above = 0;
    double below = 0;
    for (Vital one : all) {
      above += (one.minute() - x) * (figure.applyAsDouble(one) - y);
      below += (one.minute() - x) * (one.minute() - x);
    }
    return below == 0 ? 0 : above / below;
  }

  boolean isFlat() {
    return perHour <= bound;
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %+.2f %s an hour | %.1f | %s |%n",
        what,
        first,
        last,
        perHour,
        unit,
        bound,
        isFlat() ? "flat" : "**not flat**");
  }
}
