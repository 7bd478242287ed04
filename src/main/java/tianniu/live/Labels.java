package tianniu.live;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How large labels may be. Docker takes any, and they are written down with everything that happens
 * to a container.
 */
public final class Labels {
  /** Keys and values of one container together, in bytes of UTF-8. */
  public static final int MOST_BYTES = 64 * 1024;

  private Labels() {}

  /** What keys and values take together, in bytes of UTF-8. */
  public static long bytes(Map<String, String> labels) {
    long bytes = 0;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      bytes += bytes(label);
    }
    return bytes;
  }

  /**
   * Those that are written down: all of them, or, of a container that others gave too many, the
   * shortest. Scopes and filters go by such.
   */
  public static Map<String, String> noted(Map<String, String> labels) {
    if (bytes(labels) <= MOST_BYTES) {
      return labels;
    }
    List<Map.Entry<String, String>> shortestFirst =
        labels.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, String>>comparingLong(Labels::bytes)
                    .thenComparing(Map.Entry::getKey))
            .toList();
    Map<String, String> noted = new HashMap<>();
    long left = MOST_BYTES;
    for (Map.Entry<String, String> label : shortestFirst) {
      left -= bytes(label);
      if (left < 0) {
        break;
      }
      noted.put(label.getKey(), label.getValue());
    }
    return Map.copyOf(noted);
  }

  private static long bytes(Map.Entry<String, String> label) {
    return bytes(label.getKey()) + bytes(label.getValue());
  }

  private static long bytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      // Each half of a pair of surrogates has two of the four bytes.
      bytes += each < 0x80 ? 1 : each < 0x800 || Character.isSurrogate(each) ? 2 : 3;
    }
    return bytes;
  }
}
