package tianniu.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The head of a request or an answer, as it came. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Head(byte[] bytes, List<String> lines) {
  static Head of(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return new Head(bytes, text.lines().filter(line -> !line.isBlank()).toList());
  }

  /** The first line's word of this place, from 0. */
  String word(int place) {
    String[] words = lines.getFirst().split(" ", -1);
    return place < words.length ? words[place] : "";
  }

  /** Of an answer. */
  int status() {
    return Integer.parseInt(word(1));
  }

  @Nullable String value(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith(start)) {
        return line.substring(start.length()).strip();
      }
    }
    return null;
  }

  boolean says(String name, String word) {
    String value = value(name);
    return value != null && value.toLowerCase(Locale.ROOT).contains(word);
  }

  boolean isChunked() {
    return says("Transfer-Encoding", "chunked");
  }

  /** The length that it tells; -1 when it tells none. */
  long length() {
    String value = value("Content-Length");
    return value == null ? -1 : Long.parseLong(value);
  }

  /** Whether what follows on the connection is no HTTP any more, if the engine agrees. */
  boolean asksForUpgrade() {
    return value("Upgrade") != null;
  }
}
