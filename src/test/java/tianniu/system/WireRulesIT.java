package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What every request and every answer has in common. */
@SystemTest
class WireRulesIT {
  private static final String REQUEST_ID = "X-Request-Id";

  private final Api api;

  WireRulesIT(Api api) {
    this.api = api;
  }

  @Test
  void everySuccess_createAndDeleteIncluded_is200() {
    Body body = Body.sleeper("success");

    Answer created = api.create(body);
    api.awaitStatus(body.name(), "running");
    Answer deleted = api.delete("/containers/" + body.name() + "?force=true");

    assertThat(created.status()).isEqualTo(200);
    assertThat(deleted.status()).isEqualTo(200);
  }

  @Test
  void unknownContainer_answersExactlyTheDocumentedError() {
    String id = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

    JsonNode error = api.get("/containers/" + id).refused("CONTAINER_NOT_FOUND");

    assertThat(error.path("message").asString())
        .isEqualTo("Container with ID '" + id + "' not found");
    assertThat(error.path("details")).isEqualTo(Json.read("{\"container_id\":\"" + id + "\"}"));
  }

  @Test
  void requestId_whenNoneIsSent_isMade() {
    assertThat(api.get("/containers").header(REQUEST_ID)).matches("req-[!-~]{8,}");
  }

  @Test
  void requestId_isNewForEachRequest() {
    assertThat(api.get("/containers").header(REQUEST_ID))
        .isNotEqualTo(api.get("/containers").header(REQUEST_ID));
  }

  @Test
  void requestId_shortAndPrintable_isKeptInHeaderAndError() {
    Answer answer =
        api.send(api.request("/containers/none").header(REQUEST_ID, "my-own.id_7").GET());

    assertThat(answer.header(REQUEST_ID)).isEqualTo("my-own.id_7");
    assertThat(answer.refused("CONTAINER_NOT_FOUND").path("request_id").asString())
        .isEqualTo("my-own.id_7");
  }

  @Test
  void requestId_tooLong_isReplaced() {
    Answer answer = api.send(api.request("/containers").header(REQUEST_ID, "x".repeat(1000)).GET());

    assertThat(answer.header(REQUEST_ID)).startsWith("req-");
  }

  @Test
  void requestId_ofUnprintableCharacters_isReplaced() {
    Answer answer =
        new Wire(api.product())
            .request("GET /api/v1/containers HTTP/1.1", REQUEST_ID + ": a\u00ffb");

    assertThat(answer.header(REQUEST_ID)).startsWith("req-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/nothing", "/api/v2/containers", "/api", "/api/v1/containers/a/nope"})
  void unknownRoute_isNotFound(String path) {
    api.send(api.bare(path).header("Authorization", "Bearer " + api.product().adminKey()).GET())
        .refusedAsCallersFault();
  }

  @Test
  void unknownRoute_underTheApi_saysNotFound() {
    api.get("/nothing").refused("NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT    | /containers                | GET, POST",
        "PATCH  | /containers/abc            | GET, DELETE",
        "POST   | /containers/abc            | GET, DELETE",
        "GET    | /containers/abc/start      | POST",
        "GET    | /containers/batch/start    | POST",
        "DELETE | /containers/abc/logs       | GET",
        "POST   | /containers/abc/stats      | GET",
        "DELETE | /containers                | GET, POST",
        "BREW   | /containers                | GET, POST"
      })
  void wrongMethod_answers405AndNamesTheAllowedOnes(String method, String path, String allowed) {
    Answer answer = api.send(api.request(path).method(method, BodyPublishers.noBody()));

    answer.refused("METHOD_NOT_ALLOWED");
    assertThat(answer.header("Allow").split(",\\s*")).contains(allowed.split(", "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void create_withAnotherMediaType_isRefused(String type) {
    api.send(
            api.request("/containers")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(Body.sleeper("media").toString())))
        .refused("UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void create_withCharsetUtf8_isAccepted() {
    Body body = Body.sleeper("charset");

    api.send(
            api.request("/containers")
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(BodyPublishers.ofString(body.toString())))
        .ok();
  }

  @Test
  void create_withFiveMegabytes_isTooLarge() {
    String huge = "{\"name\":\"" + "x".repeat(5 << 20) + "\"}";

    api.post("/containers", huge).refused("PAYLOAD_TOO_LARGE");
  }

  @Test
  void create_withFiveMegabytesInChunks_isTooLarge() {
    byte[] huge =
        ("{\"name\":\"" + "x".repeat(5 << 20) + "\"}")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    api.send(
            api.request("/containers")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(huge))))
        .refused("PAYLOAD_TOO_LARGE");
  }

  @Test
  void head_ofADetail_isNeverAServerError() {
    Answer answer = api.send(api.request("/containers").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.status()).isIn(200, 405);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void answers_areUtf8() {
    Body body = Body.sleeper("utf8").json("labels", "{\"note\":\"天牛 — ünïcode 🐂\"}");
    api.accepted(body);

    assertThat(api.detail(body.name()).at("/labels/note").asString()).isEqualTo("天牛 — ünïcode 🐂");
  }

  @Test
  void health_needsNoKey() {
    assertThat(api.send(api.bare("/healthz").GET()).status()).isEqualTo(200);
  }
}
