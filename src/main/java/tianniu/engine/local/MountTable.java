package tianniu.engine.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tianniu.engine.MountedPlace;

/** A process's mounts, as {@code /proc/<pid>/mountinfo} tells them; see proc(5). */
record MountTable(List<Entry> entries) {
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  /** What the kernel puts behind the path of a folder that is no more. */
  private static final String DELETED = "//deleted";

  /**
   * One mount.
   *
   * @param device tells the file system
   * @param root which folder of the file system it is
   * @param target where that is mounted
   */
  record Entry(String device, String root, String target) {}

  /**
   * Reads a table.
   *
   * @param text with a character for each byte
   */
  static MountTable parse(String text) {
    List<Entry> entries = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length > 5) {
        String root = path(fields[3]);
        entries.add(
            new Entry(
                fields[2],
                root.endsWith(DELETED) ? root.substring(0, root.length() - DELETED.length()) : root,
                path(fields[4])));
      }
    }
    return new MountTable(List.copyOf(entries));
  }

  /** Finds what another process's table tells of by the paths of this one. */
  List<MountedPlace> locate(MountTable other) {
    return other.entries.stream()
        .map(entry -> new MountedPlace(entry.target, places(entry)))
        .toList();
  }

  private Set<String> places(Entry wanted) {
    Set<String> places = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.device.equals(wanted.device) && isWithin(wanted.root, entry.root)) {
        String rest = wanted.root.substring(entry.root.equals("/") ? 0 : entry.root.length());
        String base = entry.target.equals("/") ? "" : entry.target;
        String place = rest.equals("/") ? base : base + rest;
        places.add(place.isEmpty() ? "/" : place);
      }
    }
    return places;
  }

  private static boolean isWithin(String path, String folder) {
    return folder.equals("/") || path.equals(folder) || path.startsWith(folder + "/");
  }

  /** Blanks and the like stand as octal numbers in it; the bytes are the path's, in UTF-8. */
  private static String path(String field) {
    String bytes =
        ESCAPED
            .matcher(field)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
