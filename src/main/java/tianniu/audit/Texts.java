package tianniu.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.http.Json;

/** Texts of callers, so that any can be stored and none is endless. */
final class Texts {
  private static final int MAX_CHARS = 512;
  private static final int MAX_LIST_CHARS = 16 << 10;

  private Texts() {}

  /** Without what PostgreSQL cannot hold (NUL) and what is no character (half a pair). */
  static String clean(String text) {
    String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return whole.replace('\0', '\uFFFD');
  }

  static String bounded(String text) {
    return clean(text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text);
  }

  static @Nullable String boundedOrNull(@Nullable String text) {
    return text == null ? null : bounded(text);
  }

  /** Details as JSON; of a list that is too long the beginning, and a digest of the whole. */
  static String json(Map<String, Object> details) {
    Map<String, Object> kept = new LinkedHashMap<>();
    details.forEach(
        (name, value) -> {
          if (value instanceof String text) {
            kept.put(name, bounded(text));
          } else if (value instanceof List<?> list) {
            putList(kept, name, list);
          } else {
            kept.put(name, value);
          }
        });
    return clean(new String(Json.bytes(kept), StandardCharsets.UTF_8));
  }

  private static void putList(Map<String, Object> kept, String name, List<?> list) {
    List<String> cut = new ArrayList<>();
    int room = MAX_LIST_CHARS;
    boolean isWhole = true;
    for (Object each : list) {
      String text = clean(String.valueOf(each));
      isWhole = isWhole && text.length() <= room;
      if (isWhole || room > 0) {
        String part = text.length() <= room ? text : clean(text.substring(0, room));
        cut.add(part);
        // What each costs beside its text, so that a list of empty ones ends too.
        room -= part.length() + 3;
      }
    }
    kept.put(name, cut);
    if (!isWhole || cut.size() < list.size()) {
      kept.put(name + "_truncated", true);
      kept.put(name + "_sha256", digest(list));
    }
  }

  /** Of the elements, each followed by a NUL: what {@code printf '%s\0'} gives. */
  private static String digest(List<?> list) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Object each : list) {
        sha.update(String.valueOf(each).getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
