package tianniu.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Holds an answer's headers to those that the document declares for it. A header that is neither
 * declared nor one of HTTP's own is a fault here, so that nothing goes undocumented.
 */
public final class HeaderCheck {
  /** What HTTP itself needs, and what the server tells browsers and proxies with every answer. */
  private static final Set<String> EVERYWHERE =
      Set.of(
          "content-type",
          "content-length",
          "transfer-encoding",
          "connection",
          "date",
          "upgrade",
          "sec-websocket-accept",
          "sec-websocket-protocol",
          "cache-control",
          "content-security-policy",
          "cross-origin-resource-policy",
          "referrer-policy",
          "strict-transport-security",
          "x-accel-buffering",
          "x-content-type-options",
          "x-frame-options");

  private HeaderCheck() {}

  /**
   * What is wrong with the headers of an answer; empty when nothing is.
   *
   * @param response in the document
   * @param headers by their names in lower case
   */
  public static List<String> faults(
      ApiDocument document, JsonNode response, Map<String, String> headers) {
    return faults(document, declared(document, List.of(response)), headers);
  }

  /** The same for an error of no operation: whatever the document's answers of this code have. */
  public static List<String> faultsOfError(
      ApiDocument document, String code, Map<String, String> headers) {
    List<JsonNode> responses = new ArrayList<>();
    document.root().path("components").path("responses").forEach(responses::add);
    document.operations().stream()
        .flatMap(operation -> operation.answers().stream())
        .forEach(answer -> responses.add(answer.node()));
    responses.removeIf(each -> !each.path("x-codes").toString().contains('"' + code + '"'));
    return faults(document, declared(document, responses), headers);
  }

  private static Map<String, JsonNode> declared(ApiDocument document, List<JsonNode> responses) {
    Map<String, JsonNode> declared = new TreeMap<>();
    for (JsonNode response : responses) {
      response
          .path("headers")
          .properties()
          .forEach(
              each ->
                  declared.put(
                      each.getKey().toLowerCase(Locale.ROOT), document.resolve(each.getValue())));
    }
    return declared;
  }

  private static List<String> faults(
      ApiDocument document, Map<String, JsonNode> declared, Map<String, String> headers) {
    List<String> faults = new ArrayList<>();
    headers.keySet().stream()
        .filter(name -> !EVERYWHERE.contains(name) && !declared.containsKey(name))
        .forEach(name -> faults.add("undocumented header " + name));
    declared.forEach(
        (name, described) -> {
          String value = headers.get(name);
          if (value == null && described.path("required").asBoolean()) {
            faults.add("header " + name + " is missing");
          } else if (value != null) {
            JsonNode schema = described.path("schema");
            SchemaCheck.ofAnswer(document, schema, QueryValues.read(schema, value))
                .forEach(fault -> faults.add("header " + name + ": " + fault));
          }
        });
    return faults;
  }
}
