package tianniu.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The API document, as the server has it on its class path. */
public record ApiDocument(JsonNode root) {
  private static final String FILE = "/api/openapi.yaml";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

  /** The document's bytes. */
  static byte[] bytes() {
    try (InputStream in = ApiDocument.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ApiDocument load() {
    return new ApiDocument(
        YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readTree(bytes()));
  }

  public List<ApiOperation> operations() {
    List<ApiOperation> operations = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(path -> addOperations(path.getKey(), path.getValue(), operations));
    return operations;
  }

  private void addOperations(String path, JsonNode item, List<ApiOperation> operations) {
    for (Map.Entry<String, JsonNode> entry : item.properties()) {
      if (METHODS.contains(entry.getKey())) {
        List<JsonNode> parameters = new ArrayList<>();
        item.path("parameters").forEach(each -> parameters.add(resolve(each)));
        entry.getValue().path("parameters").forEach(each -> parameters.add(resolve(each)));
        operations.add(
            new ApiOperation(
                this,
                entry.getKey().toUpperCase(Locale.ROOT),
                path,
                entry.getValue(),
                List.copyOf(parameters)));
      }
    }
  }

  /** Answers that belong to no operation: what has no route. */
  List<ApiExample> examplesWithoutOperation() {
    List<ApiExample> examples = new ArrayList<>();
    for (String name : List.of("NotFound", "MethodNotAllowed")) {
      JsonNode response = root.path("components").path("responses").path(name);
      response
          .path("content")
          .path("application/json")
          .path("examples")
          .properties()
          .forEach(
              each ->
                  examples.add(
                      new ApiExample(
                          name + " " + each.getKey(),
                          codeTable()
                              .path(response.path("x-codes").get(0).asString())
                              .path("status")
                              .asInt(),
                          "application/json",
                          each.getValue(),
                          ExampleRequest.of(each.getValue().path("x-request")))));
    }
    return examples;
  }

  /** Status and details of each error code. */
  public JsonNode codeTable() {
    return schema("ErrorCode").path("x-code-table");
  }

  public JsonNode schema(String name) {
    return root.path("components").path("schemas").path(name);
  }

  /** What a node stands for: itself, or what its {@code $ref} leads to. */
  public JsonNode resolve(JsonNode node) {
    JsonNode found = node;
    while (found.has("$ref")) {
      found = at(found.path("$ref").asString());
    }
    return found;
  }

  /** What a reference leads to; a missing node when it leads nowhere. */
  JsonNode at(String reference) {
    return root.at(reference.substring(1));
  }
}
