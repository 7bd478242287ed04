package tianniu.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The matrix as docs/security.md shows it. */
final class Publication {
  static final Path FILE = Path.of("docs/security.md");

  private static final String BEGIN = "<!-- matrix: begin -->\n";
  private static final String END = "<!-- matrix: end -->";

  private Publication() {}

  /**
   * The table of what was measured.
   *
   * @param permissions of the operations, in the order of the document
   */
  static String table(Map<String, String> permissions, List<Row> rows) {
    Map<String, List<Row>> byOperation =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.errand().operation(), LinkedHashMap::new, Collectors.toList()));
    long holes = rows.stream().filter(row -> !row.holes().isEmpty()).count();
    StringBuilder table = new StringBuilder();
    table.append(
        "%d operations, %d callers, %d requests, %d holes.\n\n"
            .formatted(permissions.size(), Visitor.all().size(), rows.size(), holes));
    table.append(
        "| Operation | Permission | No valid key | viewer | operator | developer | admin"
            + " | admin bound to its labels | admin bound to other labels |\n");
    table.append("|---|---|---|---|---|---|---|---|---|\n");
    permissions.forEach(
        (operation, permission) -> {
          List<Row> of = byOperation.getOrDefault(operation, List.of());
          table.append("| `%s` | `%s` ".formatted(operation, permission));
          cell(table, of, visitor -> !visitor.standing().hasKey());
          for (Standing standing :
              List.of(Standing.VIEWER, Standing.OPERATOR, Standing.DEVELOPER, Standing.ADMIN)) {
            cell(table, of, new Visitor(standing, Reach.EVERYWHERE)::equals);
          }
          cell(table, of, new Visitor(Standing.ADMIN, Reach.COVERING)::equals);
          cell(table, of, new Visitor(Standing.ADMIN, Reach.FOREIGN)::equals);
          table.append("|\n");
        });
    return table.toString();
  }

  /** All outcomes of the ways in which an operation is called. */
  private static void cell(StringBuilder table, List<Row> rows, Predicate<Visitor> who) {
    TreeSet<Outcome> outcomes = new TreeSet<>();
    rows.stream()
        .filter(row -> who.test(row.visitor()))
        .forEach(row -> outcomes.add(row.measured()));
    table
        .append("| ")
        .append(outcomes.stream().map(Outcome::cell).distinct().collect(Collectors.joining(", ")))
        .append(' ');
  }

  static String published() throws IOException {
    String text = Files.readString(FILE);
    return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
  }

  static void write(String table) throws IOException {
    String text = Files.readString(FILE);
    Files.writeString(
        FILE,
        text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
            + table
            + text.substring(text.indexOf(END)));
  }
}
