package tianniu.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Labels as text in which SQL can look for one: each stands on a line of its own, between line
 * feeds, and nothing in a label can look like the end of its line or of its key.
 */
final class LabelLines {
  /** Of containers that others made there may be any. */
  private static final int MAX_CHARS = 16 << 10;

  private LabelLines() {}

  /**
   * The labels of an entry, as many as there is room for.
   *
   * @param first have room before the others
   */
  static String of(Map<String, String> first, Map<String, String> others) {
    Set<String> lines = new LinkedHashSet<>();
    new TreeMap<>(first).forEach((key, value) -> lines.add(line(key, value)));
    List<String> rest = new ArrayList<>();
    new TreeMap<>(others).forEach((key, value) -> rest.add(line(key, value)));
    rest.sort(Comparator.comparingInt(String::length));
    lines.addAll(rest);
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      if (text.length() + line.length() <= MAX_CHARS) {
        text.append(line);
      }
    }
    return text.toString();
  }

  /** What the text of an entry contains that carries this label. */
  static String line(String key, String value) {
    return "\n" + escaped(key) + "=" + escaped(value) + "\n";
  }

  private static String escaped(String text) {
    return Texts.clean(text).replace("\\", "\\\\").replace("\n", "\\n").replace("=", "\\=");
  }
}
