package tianniu.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One operation of the document.
 *
 * @param method in capitals
 * @param parameters its own and its path's, resolved
 */
public record ApiOperation(
    ApiDocument document, String method, String path, JsonNode node, List<JsonNode> parameters) {

  public String id() {
    return node.path("operationId").asString("");
  }

  public String permission() {
    return node.path("x-permission").asString("");
  }

  public List<Answer> answers() {
    List<Answer> answers = new ArrayList<>();
    node.path("responses")
        .properties()
        .forEach(
            each ->
                answers.add(
                    new Answer(
                        this, Integer.parseInt(each.getKey()), document.resolve(each.getValue()))));
    return answers;
  }

  List<ApiExample> examples() {
    return answers().stream().flatMap(answer -> answer.examples().stream()).toList();
  }

  public JsonNode bodySchema() {
    return node.at("/requestBody/content/application~1json/schema");
  }

  /** Bodies by the names of the examples that they belong to. */
  public JsonNode bodyExamples() {
    return node.at("/requestBody/content/application~1json/examples");
  }

  @Override
  public String toString() {
    return id();
  }

  /** One status that an operation answers. */
  public record Answer(ApiOperation operation, int status, JsonNode node) {
    boolean isError() {
      return status >= 400;
    }

    public List<String> codes() {
      List<String> codes = new ArrayList<>();
      node.path("x-codes").forEach(code -> codes.add(code.asString()));
      return codes;
    }

    List<ApiExample> examples() {
      List<ApiExample> examples = new ArrayList<>();
      node.path("content")
          .properties()
          .forEach(
              content ->
                  content
                      .getValue()
                      .path("examples")
                      .properties()
                      .forEach(each -> examples.add(example(content.getKey(), each))));
      // An answer without a body has its examples beside its headers.
      node.path("x-examples").properties().forEach(each -> examples.add(example("", each)));
      return examples;
    }

    private ApiExample example(String mediaType, Map.Entry<String, JsonNode> entry) {
      JsonNode example = operation.document.resolve(entry.getValue());
      ExampleRequest request =
          ExampleRequest.of(operation.node.path("x-request"))
              .with(body(entry.getKey()))
              .overlaidBy(ExampleRequest.of(example.path("x-request")));
      return new ApiExample(
          operation.id() + " " + status + " " + entry.getKey(),
          status,
          mediaType,
          example,
          request);
    }

    private JsonNode body(String name) {
      JsonNode bodies = operation.bodyExamples();
      if (bodies.has(name)) {
        return bodies.path(name).path("value");
      }
      return bodies.isEmpty() ? bodies.path("none") : bodies.iterator().next().path("value");
    }

    public JsonNode schema(String mediaType) {
      return node.path("content").path(mediaType).path("schema");
    }

    @Override
    public String toString() {
      return operation.id() + " " + status;
    }
  }
}
