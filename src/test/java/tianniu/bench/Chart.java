package tianniu.bench;

import java.util.List;
import java.util.Locale;

/** How far each bar is surpassed or missed, as bars of an SVG picture on a logarithmic scale. */
final class Chart {
  private static final int LINE = 22;
  private static final int LABELS = 430;
  private static final int WIDTH = 360;
  private static final int VALUES = 170;

  /** A hundredfold on either side of the limit. */
  private static final double DECADES = 2;

  private Chart() {}

  /** 1 when the limit is just met, more when it is surpassed. */
  static double margin(Measured row) {
    double value = Math.max(row.value(), 1e-9);
    return switch (row.bar().side()) {
      case LEAST -> value / row.bar().limit();
      case MOST -> row.bar().limit() / value;
    };
  }

  static String svg(List<Measured> rows) {
    int height = LINE * (rows.size() + 2);
    int limit = LABELS + WIDTH / 2;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                + " font-size=\"12\">%n",
            LABELS + WIDTH + VALUES,
            height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"15\" text-anchor=\"middle\">the bar</text>"
                + "<text x=\"%d\" y=\"15\" text-anchor=\"end\">10 × better →</text>%n",
            limit,
            LABELS + WIDTH * 3 / 4));
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), LINE * (i + 1), limit);
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%d\" y1=\"20\" x2=\"%d\" y2=\"%d\" stroke=\"#333\"/>%n",
            limit,
            limit,
            LINE * (rows.size() + 1)));
    return svg.append("</svg>\n").toString();
  }

  private static void row(StringBuilder svg, Measured row, int top, int limit) {
    double power = Math.clamp(Math.log10(margin(row)), -DECADES, DECADES);
    int length = (int) Math.round(Math.abs(power) / DECADES * WIDTH / 2);
    int left = power < 0 ? limit - length : limit;
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
            LABELS - 8,
            top + 15,
            escaped(row.bar().section() + ": " + row.bar().words())));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
            left,
            top + 4,
            Math.max(1, length),
            LINE - 8,
            row.isMet() ? "#2a7" : "#c33"));
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\">%s</text>%n",
            LABELS + WIDTH + 8,
            top + 15,
            escaped(row.bar().text(row.value()) + " (" + row.bar().limitText() + ")")));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
