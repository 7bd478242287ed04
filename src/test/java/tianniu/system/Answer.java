package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One answer of the server.
 *
 * @param headers by name in lower case
 */
record Answer(int status, Map<String, List<String>> headers, String body) {
  /** The table of the API: each code has one status. */
  private static final Map<String, Integer> STATUS_OF_CODE =
      Map.ofEntries(
          Map.entry("CONTAINER_NOT_FOUND", 404),
          Map.entry("CONTAINER_ALREADY_EXISTS", 409),
          Map.entry("INVALID_CONTAINER_STATE", 400),
          Map.entry("IMAGE_NOT_FOUND", 404),
          Map.entry("NETWORK_NOT_FOUND", 404),
          Map.entry("VOLUME_NOT_FOUND", 404),
          Map.entry("RESOURCE_LIMIT_EXCEEDED", 403),
          Map.entry("PERMISSION_DENIED", 403),
          Map.entry("INTERNAL_ERROR", 500),
          Map.entry("AUTHENTICATION_FAILED", 401),
          Map.entry("INVALID_PARAMETER", 400),
          Map.entry("RATE_LIMIT_EXCEEDED", 429),
          Map.entry("NOT_FOUND", 404),
          Map.entry("METHOD_NOT_ALLOWED", 405),
          Map.entry("PAYLOAD_TOO_LARGE", 413),
          Map.entry("UNSUPPORTED_MEDIA_TYPE", 415),
          Map.entry("KEY_NOT_FOUND", 404),
          Map.entry("OPERATION_NOT_FOUND", 404),
          Map.entry("OPERATION_NOT_CANCELLABLE", 409),
          Map.entry("SECRET_NOT_FOUND", 404),
          Map.entry("SECRET_ALREADY_EXISTS", 409),
          Map.entry("SECRET_IN_USE", 409),
          Map.entry("PORT_ALREADY_IN_USE", 409),
          Map.entry("EXEC_TIMEOUT", 504),
          Map.entry("IDEMPOTENCY_KEY_REUSED", 422),
          Map.entry("IDEMPOTENCY_KEY_IN_USE", 409),
          Map.entry("OUTCOME_UNKNOWN", 409),
          Map.entry("STORE_UNAVAILABLE", 503),
          Map.entry("ENGINE_UNAVAILABLE", 503));

  static Answer of(java.net.http.HttpResponse<String> response) {
    return new Answer(response.statusCode(), lowerCase(response.headers().map()), response.body());
  }

  static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> lower = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    lower.putAll(headers);
    return lower;
  }

  /** The value of a header that must be there once. */
  String header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    assertThat(values).as("header %s of %s", name, this).hasSize(1);
    return values.getFirst();
  }

  /** The JSON of a success. */
  JsonNode ok() {
    assertThat(status).as("status of %s", this).isEqualTo(200);
    return json();
  }

  /** The {@code error} object of a refusal with this code, after its shape was checked. */
  JsonNode refused(String code) {
    JsonNode error = refusedSomehow();
    assertThat(error.path("code").asString()).as("code of %s", this).isEqualTo(code);
    return error;
  }

  /** The {@code error} object of any refusal of the documented shape that is the caller's fault. */
  JsonNode refusedSomehow() {
    JsonNode body = json();
    assertThat(body.propertyNames()).as("an error body: %s", this).containsExactly("error");
    JsonNode error = body.path("error");
    Json.assertFieldsInOrder(error, "code", "message", "details", "request_id");
    assertThat(STATUS_OF_CODE).containsEntry(error.path("code").asString(), status);
    assertThat(error.path("message").isString()).isTrue();
    assertThat(error.path("message").asString()).isNotBlank();
    assertThat(error.path("details").isObject()).as("details of %s", this).isTrue();
    assertThat(error.path("request_id").asString()).isEqualTo(header("X-Request-Id"));
    return error;
  }

  /** A refusal with 4xx: whatever the caller sent, it is no fault of the server. */
  JsonNode refusedAsCallersFault() {
    assertThat(status).as("status of %s", this).isBetween(400, 499);
    return refusedSomehow();
  }

  /** INVALID_PARAMETER that names this query parameter. */
  void refusedParameter(String parameter) {
    JsonNode error = refused("INVALID_PARAMETER");
    assertThat(error.at("/details/parameter").asString())
        .as("details.parameter of %s", this)
        .isEqualTo(parameter);
  }

  /** INVALID_PARAMETER whose violations are about exactly these fields of the body. */
  void refusedFields(String... fields) {
    JsonNode error = refused("INVALID_PARAMETER");
    assertThat(Json.texts(error.at("/details/violations"), "field").stream().distinct())
        .as("violations of %s", this)
        .containsExactlyInAnyOrder(fields);
    assertThat(error.at("/details/field").asString()).isIn((Object[]) fields);
  }

  private JsonNode json() {
    assertThat(header("Content-Type"))
        .as("content type of %s", this)
        .startsWith("application/json");
    assertThat(header("X-Request-Id")).isNotBlank();
    return Json.read(body);
  }
}
