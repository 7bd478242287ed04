package tianniu.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the beginning of a stream with its example, and all of it with the schemas that the
 * document has for its parts: {@code x-line}, or {@code x-events} by their names.
 *
 * @param content of the media type in the document
 */
record StreamLikeness(ApiDocument document, String operationId, JsonNode content) {

  /** Whether the stream has come as far as the example. */
  boolean isAsLong(String example, String answer) {
    return parts(answer).size() >= parts(example + "\n\n").size();
  }

  /** What is not as the example or a schema has it; empty when all is. */
  List<String> differences(String example, String answer) {
    // In the document an example ends with its last line.
    List<Part> shown = parts(example + "\n\n");
    List<Part> got = parts(answer);
    List<String> differences = new ArrayList<>();
    if (shown.isEmpty() || got.size() < shown.size()) {
      differences.add(got.size() + " parts in place of " + shown.size());
    }
    for (int i = 0; i < got.size(); i++) {
      if (i < shown.size()) {
        compare(shown.get(i), got.get(i), differences);
      }
      differences.addAll(SchemaCheck.ofAnswer(document, schema(got.get(i)), got.get(i).data()));
    }
    return differences;
  }

  private void compare(Part shown, Part got, List<String> differences) {
    if (!shown.event().equals(got.event())
        || shown.id().isEmpty() != got.id().isEmpty()
        || !(shown.id().equals(got.id()) || Likeness.varies(operationId, Likeness.ID))) {
      differences.add(got + " in place of " + shown);
    }
    differences.addAll(Likeness.differences(operationId, shown.data(), got.data()));
  }

  private JsonNode schema(Part part) {
    JsonNode schema =
        part.event().isEmpty()
            ? content.path("x-line")
            : content.path("x-events").path(part.event());
    if (schema.isMissingNode()) {
      throw new AssertionError(operationId + " does not document " + part);
    }
    return schema;
  }

  /**
   * A line, or an event.
   *
   * @param event empty for a line
   */
  private record Part(String id, String event, JsonNode data) {}

  private List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    Map<String, String> fields = new TreeMap<>();
    // A part that is not whole yet has no end.
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      if (content.has("x-line") && !line.isEmpty()) {
        parts.add(new Part("", "", JsonMapper.shared().readTree(line)));
      } else if (line.isEmpty() && !fields.isEmpty()) {
        parts.add(
            new Part(
                fields.getOrDefault("id", ""),
                fields.getOrDefault("event", "message"),
                JsonMapper.shared().readTree(fields.getOrDefault("data", "null"))));
        fields.clear();
      } else if (!line.isEmpty() && !line.startsWith(":")) {
        int colon = line.indexOf(": ");
        fields.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return parts;
  }
}
