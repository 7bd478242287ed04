package tianniu.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All bars of some sections, with what was measured: a table, and the list of those missed. */
final class Report {
  private final List<String> sections;
  private final Map<Bar, Measured> rows = new EnumMap<>(Bar.class);
  private final Map<String, String> failures = new java.util.TreeMap<>();

  Report(List<String> sections) {
    this.sections = List.copyOf(sections);
  }

  void add(Measured row) {
    if (rows.putIfAbsent(row.bar(), row) != null) {
      throw new IllegalStateException(row.bar() + " was measured twice");
    }
  }

  /** The section could not be measured to its end. */
  void failed(String section, String why) {
    failures.put(section, why);
  }

  /** The bars of the sections that ran, in their order. */
  List<Bar> bars() {
    List<Bar> bars = new ArrayList<>();
    for (Bar bar : Bar.values()) {
      if (sections.contains(bar.section())) {
        bars.add(bar);
      }
    }
    return bars;
  }

  /** One sentence for each bar that was not met; what was not measured is not met. */
  List<String> missed() {
    List<String> missed = new ArrayList<>();
    for (Bar bar : bars()) {
      Measured row = rows.get(bar);
      if (row == null) {
        missed.add(named(bar) + ": not measured: " + failures.getOrDefault(bar.section(), "?"));
      } else if (!row.isMet()) {
        missed.add(named(bar) + ": " + bar.text(row.value()) + ", not " + bar.limitText());
      }
    }
    return missed;
  }

  private static String named(Bar bar) {
    return bar.section() + ": " + bar.words();
  }

  List<Measured> measured() {
    return bars().stream().filter(rows::containsKey).map(rows::get).toList();
  }

  String table() {
    StringBuilder table = new StringBuilder();
    table.append("| what | ours | against | measured (least … most) | bar | |\n");
    table.append("|---|---|---|---|---|---|\n");
    for (Bar bar : bars()) {
      Measured row = rows.get(bar);
      List<String> cells =
          row == null
              ? List.of(bar.words(), "", "", "not measured", bar.limitText(), "**missed**")
              : List.of(
                  bar.words(),
                  row.ours(),
                  row.theirs(),
                  "**"
                      + bar.text(row.value())
                      + "**"
                      + (row.spread().isEmpty() ? "" : " (" + row.spread() + ")"),
                  bar.limitText(),
                  row.isMet() ? "met" : "**missed**");
      table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    return table.toString();
  }
}
