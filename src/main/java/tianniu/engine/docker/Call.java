package tianniu.engine.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the engine.
 *
 * @param path without the version
 * @param body written as JSON; null for none
 * @param limit for the whole answer; for a stream, for its head
 * @param lane what it shares the room towards the engine with
 * @param upgrade asks for the connection itself, in both directions
 */
record Call(
    String method,
    String path,
    @Nullable Object body,
    Map<String, String> headers,
    Duration limit,
    Lane lane,
    boolean upgrade) {
  private static final Duration READ_LIMIT = Duration.ofSeconds(10);
  private static final Duration WRITE_LIMIT = Duration.ofMinutes(1);

  /** A quick read. */
  static Call get(String path) {
    return new Call("GET", path, null, Map.of(), READ_LIMIT, Lane.OWN, false);
  }

  /** A read that may take long or go on for ever: it gets a connection of its own. */
  static Call stream(String path) {
    return new Call("GET", path, null, Map.of(), READ_LIMIT, Lane.STREAM, false);
  }

  static Call post(String path) {
    return new Call("POST", path, null, Map.of(), WRITE_LIMIT, Lane.CHANGE, false);
  }

  static Call delete(String path) {
    return new Call("DELETE", path, null, Map.of(), WRITE_LIMIT, Lane.CHANGE, false);
  }

  Call query(String name, Object value) {
    String parameter = name + "=" + encode(value.toString());
    return withPath(path + (path.indexOf('?') < 0 ? "?" : "&") + parameter);
  }

  Call withBody(Object json) {
    return new Call(method, path, json, headers, limit, lane, upgrade);
  }

  Call withHeader(String name, String value) {
    return new Call(method, path, body, Map.of(name, value), limit, lane, upgrade);
  }

  Call within(Duration time) {
    return new Call(method, path, body, headers, time, lane, upgrade);
  }

  Call upgraded() {
    return new Call(method, path, body, headers, limit, Lane.COMMAND, true);
  }

  /** The same in another lane. */
  Call in(Lane another) {
    return new Call(method, path, body, headers, limit, another, upgrade);
  }

  private Call withPath(String newPath) {
    return new Call(method, newPath, body, headers, limit, lane, upgrade);
  }

  /** A name as a part of a path. The slashes of an image's name stay, as the engine wants it. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2F", "/")
        .replace("%3A", ":")
        .replace("%40", "@");
  }
}
