package tianniu.synthetic;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the engine.
 *
 * @param path its segments, without the version
 */
record Asked(
    String method, List<String> path, Map<String, String> query, String body, boolean close) {
  private static final int LONGEST_LINE = 65_536;

  /** Null when the client has closed. */
  static @Nullable Asked read(InputStream in) throws IOException {
    String first = line(in);
    if (first == null) {
      return null;
    }
    String[] words = first.split(" ", -1);
    if (words.length != 3) {
      throw new IOException("not a request: " + first);
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    int mark = words[1].indexOf('?');
    String path = mark < 0 ? words[1] : words[1].substring(0, mark);
    String query = mark < 0 ? "" : words[1].substring(mark + 1);
    boolean close = "close".equalsIgnoreCase(headers.get("connection"));
    return new Asked(words[0], segments(path), values(query), body, close);
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(decode(segment));
      }
    }
    if (!segments.isEmpty() && segments.getFirst().matches("v[0-9]+\\.[0-9]+")) {
      segments.removeFirst();
    }
    return segments;
  }

  private static Map<String, String> values(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(128);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        if (line.isEmpty()) {
          return null;
        }
        throw new EOFException("within a line");
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException("a line without end");
      }
      line.append((char) b);
    }
    if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
    return line.toString();
  }

  /** The segment at {@code index}, or an empty text. */
  String at(int index) {
    return index < path.size() ? path.get(index) : "";
  }

  /** As Docker reads it: anything but nothing, 0 and false is true. */
  boolean flag(String name, boolean usual) {
    String value = query.get(name);
    return value == null ? usual : !(value.isEmpty() || value.equals("0") || value.equals("false"));
  }

  String target() {
    return "/" + String.join("/", path);
  }
}
