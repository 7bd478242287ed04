package tianniu.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as the API writes and reads it: {@code snake_case}, fields in declared order, nulls kept.
 */
public final class Json {
  /** Deep enough for any body of the API, and shallow enough to cost nothing. */
  private static final int MAX_DEPTH = 32;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(64)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .addModule(new SimpleModule().addSerializer(new WholeSeconds()))
          .build();

  private Json() {}

  /** A value of records, lists, maps, strings, numbers and instants as UTF-8. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** The fields of an object that was written by {@link #bytes}; none when it is no object. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(String text) {
    try {
      return MAPPER.readValue(text, LinkedHashMap.class);
    } catch (JacksonException _) {
      return Map.of();
    }
  }

  /** The same as text. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** An object of strings that {@link #text} wrote. */
  public static Map<String, String> texts(String json) {
    return MAPPER.readValue(json, new TypeReference<Map<String, String>>() {});
  }

  static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  /** Container timestamps: RFC 3339 in UTC, whole seconds. */
  private static final class WholeSeconds extends StdSerializer<Instant> {
    WholeSeconds() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
      out.writeString(value.truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }
}
