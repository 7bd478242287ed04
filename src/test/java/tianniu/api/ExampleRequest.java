package tianniu.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The request of an example, in the terms of {@code x-request}; the document says what they mean.
 */
record ExampleRequest(JsonNode node) {
  /** All that an {@code x-request} may say. */
  static final Set<String> TERMS =
      Set.of(
          "path",
          "query",
          "headers",
          "key",
          "given",
          "body",
          "body_text",
          "body_bytes",
          "method",
          "target");

  private static final Set<String> BODIES = Set.of("body", "body_text", "body_bytes");

  static ExampleRequest of(JsonNode node) {
    return new ExampleRequest(node.isObject() ? node : JsonNodeFactory.instance.objectNode());
  }

  /** The same with this body, or as it was when there is none. */
  ExampleRequest with(JsonNode body) {
    if (body.isMissingNode()) {
      return this;
    }
    ObjectNode copy = node.deepCopy().asObject();
    copy.set("body", body);
    return new ExampleRequest(copy);
  }

  /** What the other says goes before what this one says; its nulls take values away. */
  ExampleRequest overlaidBy(ExampleRequest other) {
    ObjectNode merged = node.deepCopy().asObject();
    if (BODIES.stream().anyMatch(other.node::has)) {
      BODIES.forEach(merged::remove);
    }
    for (Map.Entry<String, JsonNode> term : other.node.properties()) {
      boolean isWhole = BODIES.contains(term.getKey()) || !term.getValue().isObject();
      if (isWhole) {
        merged.set(term.getKey(), term.getValue());
      } else {
        ObjectNode values = merged.withObjectProperty(term.getKey());
        term.getValue().properties().forEach(each -> values.set(each.getKey(), each.getValue()));
      }
    }
    return new ExampleRequest(merged);
  }

  /** Values of the path's parameters. */
  Map<String, String> path() {
    Map<String, String> path = new LinkedHashMap<>();
    node.path("path").properties().forEach(each -> path.put(each.getKey(), text(each.getValue())));
    return path;
  }

  Map<String, List<String>> query() {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : node.path("query").properties()) {
      List<String> values = new ArrayList<>();
      if (each.getValue().isArray()) {
        each.getValue().forEach(value -> values.add(text(value)));
      } else if (!each.getValue().isNull()) {
        values.add(text(each.getValue()));
      }
      query.put(each.getKey(), values);
    }
    return query;
  }

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : node.path("headers").properties()) {
      if (!each.getValue().isNull()) {
        headers.put(each.getKey(), text(each.getValue()));
      }
    }
    return headers;
  }

  /** Which key calls. */
  String key() {
    return node.path("key").asString("admin");
  }

  /** The situation; empty is the usual one. */
  String given() {
    return node.path("given").asString("");
  }

  /** The JSON body; missing when there is none, or another kind. */
  JsonNode body() {
    return node.has("body") ? node.path("body") : MissingNode.getInstance();
  }

  private static String text(JsonNode node) {
    return node.asString();
  }
}
