package tianniu.engine.docker;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Docker's JSON. Lenient: engines of other versions know fields that we do not, and leave out some
 * that we do.
 */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .changeDefaultPropertyInclusion(
              value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private Json() {}

  /**
   * @throws FaultException with {@code EngineRefused} when it is not what it should be
   */
  static <T> T read(byte[] json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value != null) {
        return value;
      }
    } catch (JacksonException e) {
      throw new FaultException(new Fault.EngineRefused("an answer that cannot be read"), e);
    }
    throw new Fault.EngineRefused("an empty answer").asException();
  }

  static <T> T read(String json, Class<T> type) {
    return read(json.getBytes(StandardCharsets.UTF_8), type);
  }

  static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }
}
