package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes JSON, and says what a shape must be. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** RFC 3339, UTC, whole seconds. */
  static final String SECONDS = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

  /** RFC 3339, UTC, exactly six fractional digits. */
  static final String MICROSECONDS = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";

  static final String ID = "[0-9a-f]{32}";

  private Json() {}

  static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  static JsonNode of(Object value) {
    return MAPPER.valueToTree(value);
  }

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static JsonMapper mapper() {
    return MAPPER;
  }

  static List<JsonNode> elements(JsonNode array) {
    assertThat(array.isArray()).as("an array: %s", array).isTrue();
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** The texts that stand under {@code field} in each element. */
  static List<String> texts(JsonNode array, String field) {
    return elements(array).stream().map(element -> element.path(field).asString()).toList();
  }

  /**
   * The documented fields are there, in the documented order; fields of our own may stand between.
   */
  static void assertFieldsInOrder(JsonNode object, String... documented) {
    List<String> names = List.of(documented);
    assertThat(object.isObject()).as("an object: %s", object).isTrue();
    assertThat(object.propertyNames().stream().filter(names::contains))
        .as("the documented fields of %s", object)
        .containsExactly(documented);
  }

  static void assertText(JsonNode value, String pattern) {
    assertThat(value.isString()).as("a string: %s", value).isTrue();
    assertThat(value.asString()).matches(pattern);
  }
}
