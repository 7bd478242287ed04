package tianniu.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads a query parameter's text as the value that its schema speaks of. */
final class QueryValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private QueryValues() {}

  static JsonNode read(JsonNode schema, String text) {
    return switch (schema.path("type").asString("")) {
      case "integer" ->
          text.matches("-?[0-9]{1,18}")
              ? NODES.numberNode(Long.parseLong(text))
              : NODES.stringNode(text);
      case "boolean" ->
          text.equals("true") || text.equals("false")
              ? NODES.booleanNode(text.equals("true"))
              : NODES.stringNode(text);
      default -> NODES.stringNode(text);
    };
  }
}
