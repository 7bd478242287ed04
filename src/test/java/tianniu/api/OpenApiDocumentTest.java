package tianniu.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tianniu.api.ApiOperation.Answer;
import tianniu.caller.Permission;
import tools.jackson.databind.JsonNode;

/** The document is sound in itself: whole, closed, and true to its own schemas. */
class OpenApiDocumentTest {
  private static final Set<String> PERMISSIONS =
      Stream.of(Permission.values()).map(Permission::word).collect(Collectors.toSet());

  private final ApiDocument document = ApiDocument.load();

  @Test
  void references_all_leadSomewhere() {
    List<String> broken = new ArrayList<>();
    walk(
        document.root(),
        "",
        (place, node) -> {
          String reference = node.path("$ref").asString("");
          boolean isReference = node.path("$ref").isString();
          if (isReference
              && (!reference.startsWith("#/") || document.at(reference).isMissingNode())) {
            broken.add(place + " -> " + reference);
          }
        });
    assertThat(broken).isEmpty();
  }

  @Test
  void components_all_areUsed() {
    Set<String> used = new HashSet<>();
    walk(document.root(), "", (_, node) -> used.add(node.path("$ref").asString("")));
    // What no operation answers, and what only prose and details speak of.
    used.addAll(
        List.of(
            "#/components/responses/NotFound",
            "#/components/responses/MethodNotAllowed",
            "#/components/schemas/Violation"));
    List<String> unused = new ArrayList<>();
    for (String kind : List.of("headers", "parameters", "examples", "responses", "schemas")) {
      for (String name : document.root().path("components").path(kind).propertyNames()) {
        if (!used.contains("#/components/" + kind + "/" + name)) {
          unused.add(kind + "/" + name);
        }
      }
    }
    assertThat(unused).isEmpty();
  }

  @Test
  void operations_all_haveIdPermissionAndSummary() {
    assertThat(document.operations()).extracting(ApiOperation::id).doesNotHaveDuplicates();
    for (ApiOperation operation : document.operations()) {
      assertThat(operation.id()).as(operation.path()).matches("[a-z][a-zA-Z]+");
      assertThat(PERMISSIONS).as(operation.id()).contains(operation.permission());
      assertThat(operation.node().path("summary").asString("")).as(operation.id()).endsWith(".");
    }
  }

  @Test
  void operations_byPermission_haveTheErrorsThatAllHave() {
    for (ApiOperation operation : document.operations()) {
      boolean isPublic = operation.permission().equals("public");
      assertThat(operation.node().has("security")).as(operation.id()).isEqualTo(isPublic);
      List<Integer> expected = isPublic ? List.of(400) : List.of(400, 401, 403, 429, 503);
      assertThat(operation.answers())
          .as(operation.id())
          .extracting(Answer::status)
          .containsAll(expected);
      if (!operation.bodySchema().isMissingNode()) {
        assertThat(operation.answers())
            .as(operation.id())
            .extracting(Answer::status)
            .contains(413, 415);
      }
    }
  }

  @Test
  void parameters_ofPaths_areDeclared() {
    for (ApiOperation operation : document.operations()) {
      Set<String> declared = new TreeSet<>();
      for (JsonNode parameter : operation.parameters()) {
        assertThat(parameter.path("description").asString(""))
            .as(operation + " " + parameter.path("name"))
            .isNotBlank();
        if (parameter.path("in").asString().equals("path")) {
          declared.add(parameter.path("name").asString());
        }
      }
      Set<String> named = new TreeSet<>();
      Pattern.compile("\\{([^}]+)}")
          .matcher(operation.path())
          .results()
          .forEach(match -> named.add(match.group(1)));
      assertThat(declared).as(operation.id()).isEqualTo(named);
    }
  }

  @Test
  void answers_all_haveTheirHeadersAndExamples() {
    for (Answer answer : answers()) {
      assertThat(answer.node().path("headers").propertyNames())
          .as(answer.toString())
          .contains("X-Request-Id")
          .containsAll(headersOf(answer.status()));
      assertThat(answer.examples()).as(answer.toString()).isNotEmpty();
      boolean isSuccess = answer.status() == 200 || answer.status() == 101;
      assertThat(answer.isError()).as(answer.toString()).isNotEqualTo(isSuccess);
    }
  }

  private static List<String> headersOf(int status) {
    return switch (status) {
      case 401 -> List.of("WWW-Authenticate");
      case 405 -> List.of("Allow");
      case 429, 503 -> List.of("Retry-After");
      default -> List.of();
    };
  }

  @Test
  void errors_listedCodes_areTheOnesOfTheExamples() {
    for (Answer answer : answers()) {
      Set<String> shown = new TreeSet<>();
      if (isFault(answer)) {
        answer.examples().forEach(each -> shown.add(code(each)));
      }
      assertThat(shown).as(answer.toString()).isEqualTo(new TreeSet<>(answer.codes()));
    }
  }

  @Test
  void errors_all_haveStatusAndDetailsOfTheirCode() {
    for (ApiExample example : allExamples()) {
      if (isFault(example)) {
        JsonNode row = document.codeTable().path(code(example));
        assertThat(example.status()).as(example.name()).isEqualTo(row.path("status").asInt());
        List<String> known = new ArrayList<>();
        row.path("details").forEach(name -> known.add(name.asString()));
        List<String> shown =
            List.copyOf(example.body().path("error").path("details").propertyNames());
        assertThat(shown)
            .as(example.name())
            .isEqualTo(known.stream().filter(shown::contains).toList());
        example
            .body()
            .path("error")
            .path("details")
            .path("violations")
            .forEach(
                violation ->
                    assertThat(
                            SchemaCheck.ofAnswer(document, document.schema("Violation"), violation))
                        .as(example.name())
                        .isEmpty());
      }
    }
  }

  @Test
  void codes_all_areInTheTableAndShown() {
    Set<String> listed = new TreeSet<>();
    document.schema("ErrorCode").path("enum").forEach(code -> listed.add(code.asString()));
    assertThat(listed).isEqualTo(new TreeSet<>(document.codeTable().propertyNames()));
    Set<String> shown = new TreeSet<>();
    allExamples().stream()
        .filter(OpenApiDocumentTest::isFault)
        .forEach(example -> shown.add(code(example)));
    Set<String> expected = new TreeSet<>(listed);
    document
        .schema("ErrorCode")
        .path("x-not-yet")
        .forEach(code -> expected.remove(code.asString()));
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void schemas_all_sayWhatTheCheckUnderstands() {
    List<String> faults = new ArrayList<>();
    forEachSchema(
        (place, schema) -> {
          for (String keyword : schema.propertyNames()) {
            if (!keyword.startsWith("x-") && !SchemaCheck.KEYWORDS.contains(keyword)) {
              faults.add(place + " has the keyword " + keyword);
            }
          }
          for (JsonNode name : schema.path("required")) {
            if (!schema.path("properties").has(name.asString())) {
              faults.add(place + " requires " + name + " without describing it");
            }
          }
          if (schema.has("default")) {
            faults.addAll(SchemaCheck.ofRequest(document, schema, schema.path("default")));
          }
          for (JsonNode example : schema.path("examples")) {
            faults.addAll(SchemaCheck.ofAnswer(document, schema, example));
          }
        });
    assertThat(faults).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> examples_all_fitTheirSchemas() {
    return Stream.concat(
        document.operations().stream()
            .flatMap(operation -> operation.answers().stream())
            .flatMap(
                answer ->
                    answer.examples().stream()
                        .map(
                            example ->
                                DynamicTest.dynamicTest(
                                    example.name(), () -> fits(answer, example)))),
        document.examplesWithoutOperation().stream()
            .map(
                example ->
                    DynamicTest.dynamicTest(
                        example.name(),
                        () ->
                            assertThat(
                                    SchemaCheck.ofAnswer(
                                        document, document.schema("Error"), example.body()))
                                .isEmpty())));
  }

  private void fits(Answer answer, ApiExample example) {
    if (!example.body().isMissingNode()) {
      assertThat(SchemaCheck.ofAnswer(document, answer.schema(example.mediaType()), example.body()))
          .isEmpty();
    }
    ExampleRequest request = example.request();
    ApiOperation operation = answer.operation();
    assertThat(ExampleRequest.TERMS).containsAll(request.node().propertyNames());
    for (JsonNode parameter : operation.parameters()) {
      String name = parameter.path("name").asString();
      if (parameter.path("in").asString().equals("path")) {
        assertThat(request.path()).containsKey(name);
      }
    }
    if (!answer.isError()) {
      request
          .query()
          .forEach((name, values) -> assertThat(faultsOf(operation, name, values)).isEmpty());
      if (!operation.bodySchema().isMissingNode()) {
        assertThat(SchemaCheck.ofRequest(document, operation.bodySchema(), request.body()))
            .isEmpty();
      }
    }
  }

  /** A query parameter's values against its schema, each read as its type asks. */
  private List<String> faultsOf(ApiOperation operation, String name, List<String> values) {
    for (JsonNode parameter : operation.parameters()) {
      if (parameter.path("in").asString().equals("query")
          && parameter.path("name").asString().equals(name)) {
        JsonNode schema = document.resolve(parameter.path("schema"));
        boolean isList = schema.path("type").asString("").equals("array");
        JsonNode one = isList ? schema.path("items") : schema;
        assertThat(isList || values.size() == 1).as(name + " repeated").isTrue();
        return values.stream()
            .flatMap(
                value ->
                    SchemaCheck.ofRequest(document, one, QueryValues.read(one, value)).stream())
            .toList();
      }
    }
    return List.of(name + " is not a parameter of " + operation);
  }

  @Test
  void bodies_shown_haveEachAnAnswer() {
    for (ApiOperation operation : document.operations()) {
      for (String name : operation.bodyExamples().propertyNames()) {
        assertThat(operation.examples())
            .as(operation + " " + name)
            .anyMatch(example -> example.name().equals(operation.id() + " 200 " + name));
      }
    }
  }

  /** A server that is about to end says so with 503, which is no fault of anybody's. */
  private static boolean isFault(Answer answer) {
    return answer.isError() && answer.examples().stream().allMatch(OpenApiDocumentTest::isFault);
  }

  private static boolean isFault(ApiExample example) {
    return example.status() >= 400
        && !example.body().path("status").asString("").equals("draining");
  }

  private List<Answer> answers() {
    return document.operations().stream()
        .flatMap(operation -> operation.answers().stream())
        .toList();
  }

  private List<ApiExample> allExamples() {
    List<ApiExample> examples = new ArrayList<>(document.examplesWithoutOperation());
    answers().forEach(answer -> examples.addAll(answer.examples()));
    return examples;
  }

  private static String code(ApiExample example) {
    return example.body().path("error").path("code").asString();
  }

  private void forEachSchema(BiConsumer<String, JsonNode> visit) {
    document
        .root()
        .path("components")
        .path("schemas")
        .properties()
        .forEach(entry -> visitSchema(entry.getKey(), entry.getValue(), visit));
    for (ApiOperation operation : document.operations()) {
      for (JsonNode parameter : operation.parameters()) {
        visitSchema(
            operation + "." + parameter.path("name").asString(), parameter.path("schema"), visit);
      }
    }
  }

  private static void visitSchema(
      String place, JsonNode schema, BiConsumer<String, JsonNode> visit) {
    visit.accept(place, schema);
    schema
        .path("properties")
        .properties()
        .forEach(entry -> visitSchema(place + "." + entry.getKey(), entry.getValue(), visit));
    if (schema.path("additionalProperties").isObject()) {
      visitSchema(place + ".*", schema.path("additionalProperties"), visit);
    }
    if (schema.has("items")) {
      visitSchema(place + "[]", schema.path("items"), visit);
    }
    schema.path("oneOf").forEach(choice -> visitSchema(place + "|", choice, visit));
    schema.path("anyOf").forEach(choice -> visitSchema(place + "|", choice, visit));
  }

  private static void walk(JsonNode node, String place, BiConsumer<String, JsonNode> visit) {
    if (node.isObject()) {
      visit.accept(place, node);
      node.properties()
          .forEach(entry -> walk(entry.getValue(), place + "/" + entry.getKey(), visit));
    } else if (node.isArray()) {
      node.forEach(element -> walk(element, place + "/-", visit));
    }
  }
}
