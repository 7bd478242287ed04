package tianniu.fuzz;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tianniu.api.ApiDocument;
import tianniu.api.ApiOperation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the n-th request: the same one for the same seed. */
final class Marksman {
  private static final List<String> METHODS =
      List.of("HEAD", "OPTIONS", "PATCH", "TRACE", "get", "FOO", "PROPFIND", "GET", "POST", "PUT");
  private static final List<String> TYPES =
      List.of(
          "text/plain", "application/xml", "", "application/json; charset=latin1", "json", "*/*");
  private static final List<String> ACCEPTS =
      List.of(
          "text/event-stream",
          "application/x-ndjson",
          "text/html",
          "*/*",
          ";;q=",
          "application/json");

  private final ApiDocument document;
  private final List<ApiOperation> operations;
  private final List<String> keys;
  private final Map<String, List<String>> made;
  private final long seed;
  private final int port;

  /**
   * Takes aim.
   *
   * @param keys of the callers, the first of which may do everything
   * @param made what was made to be shot at, by the name of the parameter
   */
  Marksman(
      ApiDocument document,
      List<String> keys,
      Map<String, List<String>> made,
      long seed,
      int port) {
    this.made = made;
    this.document = document;
    this.operations = document.operations();
    this.keys = keys;
    this.seed = seed;
    this.port = port;
  }

  Shot shot(long number) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    return random.nextInt(25) == 0
        ? RawLines.shot(number, random, port)
        : new Draft(number, random).shot();
  }

  /** One request in the making. */
  private final class Draft {
    private final long number;
    private final SplittableRandom random;
    private final Values values;
    private final ApiOperation operation;
    private final List<String> headers = new ArrayList<>();

    /** Whether the operation must answer it. */
    private boolean reaches = true;

    private boolean isStranger;

    Draft(long number, SplittableRandom random) {
      this.number = number;
      this.random = random;
      this.values = new Values(document, made, random);
      this.operation = operations.get(random.nextInt(operations.size()));
    }

    private boolean chance(int in) {
      return random.nextInt(in) == 0;
    }

    Shot shot() {
      String method = operation.method();
      if (chance(40)) {
        method = METHODS.get(random.nextInt(METHODS.size()));
        reaches &= method.equals(operation.method());
      }
      String target = path() + query();
      headers.add("Host: 127.0.0.1:" + port);
      headers.add("Connection: close");
      identify();
      decorate();
      byte[] body = body();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      frame(body);
      all.writeBytes(
          (method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      all.writeBytes(framed(body));
      return new Shot(
          number,
          reaches ? operation : null,
          all.toByteArray(),
          source(isStranger ? random : null),
          true,
          method.equals("HEAD"));
    }

    private String path() {
      String path = operation.path();
      for (JsonNode parameter : operation.parameters()) {
        if (parameter.path("in").asString().equals("path")) {
          String name = parameter.path("name").asString();
          path = path.replace("{" + name + "}", pathValue(name, parameter.path("schema")));
        }
      }
      return path;
    }

    private String pathValue(String name, JsonNode schema) {
      if (!chance(8)) {
        JsonNode shown = operation.node().at("/x-request/path/" + name);
        String known = values.known(name);
        String value =
            shown.isString() && (known.isEmpty() || chance(8))
                ? shown.asString()
                : known.isEmpty() ? values.fitting(schema, name, 0).asString("x") : known;
        return encoded(value);
      }
      String text = Hostile.text(random);
      // What is no plain word may be another path, or none.
      reaches &= text.matches("[A-Za-z0-9_]{1,200}");
      return chance(3) && text.chars().noneMatch(c -> c <= ' ' || c == '#' || c == '?')
          ? text
          : encoded(text);
    }

    private String query() {
      List<String> pairs = new ArrayList<>();
      for (JsonNode parameter : operation.parameters()) {
        if (parameter.path("in").asString().equals("query") && chance(3)) {
          String name = parameter.path("name").asString();
          pairs.add(name + "=" + encoded(queryValue(name, parameter.path("schema"))));
          if (chance(20)) {
            pairs.add(name + "=" + encoded(queryValue(name, parameter.path("schema"))));
          }
        }
      }
      if (chance(15)) {
        pairs.add(
            encoded(Hostile.text(random)) + (chance(2) ? "=" : "") + encoded(Hostile.text(random)));
      }
      if (chance(60)) {
        reaches = false;
        pairs.add("%zz=%&&=" + Hostile.text(random).replaceAll("[\\x00-\\x20]", ""));
      }
      return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private String queryValue(String name, JsonNode schema) {
      if (chance(6)) {
        return Hostile.text(random);
      }
      JsonNode made = values.fitting(schema, name, 0);
      if (made.isArray()) {
        return made.isEmpty() ? "" : made.path(0).asString("");
      }
      // Nobody waits for an hour here.
      boolean waits = name.equals("timeout") && made.isNumber();
      return waits ? Long.toString(made.asLong() % 3) : made.asString("");
    }

    private void identify() {
      if (chance(60)) {
        return;
      }
      if (chance(60)) {
        isStranger = true;
        headers.add("Authorization: " + (chance(2) ? "Bearer tn_" + number : "Basic Zm9vOmJhcg=="));
        return;
      }
      // Mostly the first, who may do everything.
      int which = chance(2) ? 0 : random.nextInt(keys.size());
      headers.add("Authorization: Bearer " + keys.get(which));
    }

    private void decorate() {
      for (JsonNode parameter : operation.parameters()) {
        if (parameter.path("in").asString().equals("header") && chance(4)) {
          String text =
              chance(2)
                  ? Hostile.text(random)
                  : values.fitting(parameter.path("schema"), "", 0).asString("");
          headers.add(parameter.path("name").asString() + ": " + printable(text));
        }
      }
      for (Map.Entry<String, JsonNode> each :
          operation.node().at("/x-request/headers").properties()) {
        if (!chance(3)) {
          headers.removeIf(header -> header.startsWith(each.getKey() + ": "));
          headers.add(each.getKey() + ": " + each.getValue().asString(""));
        }
      }
      if (chance(6)) {
        headers.add("Accept: " + ACCEPTS.get(random.nextInt(ACCEPTS.size())));
      }
      if (chance(12)) {
        headers.add("X-Request-Id: " + printable(Hostile.text(random)));
      }
      if (chance(40)) {
        headers.add("Accept-Language: " + printable(Hostile.text(random)));
      }
      if (chance(60)) {
        headers.add("Origin: https://" + printable(Hostile.text(random)));
      }
      if (chance(100)) {
        headers.add("X-Big: " + "b".repeat(random.nextInt(20_000)));
        reaches = false;
      }
    }

    private byte[] body() {
      JsonNode schema = operation.bodySchema();
      if (schema.isMissingNode()) {
        return chance(25) ? Hostile.body(random, "{\"a\":1}") : new byte[0];
      }
      JsonNode value = base(schema);
      int kind = random.nextInt(10);
      if (kind < 3) {
        value = values.spoilt(value);
      }
      return kind == 9
          ? Hostile.body(random, value.toString())
          : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode base(JsonNode schema) {
      JsonNode examples = operation.bodyExamples();
      JsonNode value = values.fitting(schema, "", 0);
      if (!examples.isEmpty() && chance(2)) {
        List<JsonNode> all = new ArrayList<>();
        examples.forEach(each -> all.add(each.path("value")));
        value = all.get(random.nextInt(all.size())).deepCopy();
      }
      if (value instanceof ObjectNode object) {
        harmless(object);
      }
      return value;
    }

    /** Commands that end, and names that come again. */
    private void harmless(ObjectNode body) {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      if (body.has("name") && !chance(10)) {
        body.set("name", nodes.stringNode("fz-" + random.nextInt(8)));
      }
      if (operation.id().equals("createContainer") && !chance(3)) {
        plain(body);
      }
      if (operation.path().endsWith("/exec")) {
        body.set("command", nodes.arrayNode().add(values.known("command")).add("x"));
        if (body.path("timeout").isString()) {
          body.set("timeout", nodes.stringNode(values.known("timeout")));
        }
      } else if (body.path("timeout").isNumber()) {
        body.set("timeout", nodes.numberNode(random.nextInt(3)));
      }
    }

    /** So that there is something to stop and to delete. */
    private void plain(ObjectNode body) {
      body.put("image", values.known("image"));
      if (!chance(3)) {
        body.remove(List.of("volumes", "environment_variables", "network", "ports", "user"));
      }
    }

    private void frame(byte[] body) {
      boolean has = body.length > 0 || !operation.bodySchema().isMissingNode();
      if (has) {
        String type = chance(20) ? TYPES.get(random.nextInt(TYPES.size())) : "application/json";
        if (!type.isEmpty()) {
          headers.add("Content-Type: " + type);
        }
        isChunked = chance(10);
        headers.add(isChunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length);
      }
    }

    private boolean isChunked;

    private byte[] framed(byte[] body) {
      if (!isChunked) {
        return body;
      }
      ByteArrayOutputStream chunked = new ByteArrayOutputStream();
      for (int at = 0; at < body.length; ) {
        int size = Math.min(body.length - at, 1 + random.nextInt(4000));
        chunked.writeBytes(
            (Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunked.write(body, at, size);
        chunked.writeBytes(new byte[] {'\r', '\n'});
        at += size;
      }
      chunked.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return chunked.toByteArray();
    }
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7E]", "?").strip();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Null for the usual address. */
  static InetAddress source(@Nullable SplittableRandom random) {
    byte[] address = {127, 0, 0, 1};
    if (random != null) {
      address =
          new byte[] {
            127,
            (byte) (1 + random.nextInt(250)),
            (byte) random.nextInt(250),
            (byte) (1 + random.nextInt(250))
          };
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
