package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in. */
@SystemTest
class AuthenticationIT {
  private final Api api;

  AuthenticationIT(Api api) {
    this.api = api;
  }

  @Test
  void list_withoutKey_isRefusedWithChallenge() {
    Answer answer = api.send(api.bare("/api/v1/containers").GET());

    answer.refused("AUTHENTICATION_FAILED");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer wrong key",
        "Basic YWRtaW46YWRtaW4=",
        "Digest username=\"x\"",
        "Bearer \u00e9\u00e9\u00e9",
        "wrong"
      })
  void list_withAnythingButTheKey_isRefused(String authorization) {
    Answer answer =
        api.send(api.bare("/api/v1/containers").header("Authorization", authorization).GET());

    answer.refused("AUTHENTICATION_FAILED");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  void list_withTheKeyUnderAnotherScheme_isRefused() {
    String basic = "Basic " + api.product().adminKey();

    api.send(api.bare("/api/v1/containers").header("Authorization", basic).GET())
        .refused("AUTHENTICATION_FAILED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer", "BEARER", "Bearer"})
  void list_withTheSchemeInAnyCase_isAnswered(String scheme) {
    String authorization = scheme + " " + api.product().adminKey();

    api.send(api.bare("/api/v1/containers").header("Authorization", authorization).GET()).ok();
  }

  @Test
  void list_withKeyInTheQueryOnly_isRefused() {
    String path = "/api/v1/containers?api_key=" + api.product().adminKey();

    api.send(api.bare(path).GET()).refused("AUTHENTICATION_FAILED");
  }

  @Test
  void anyOperation_withoutKey_isRefusedBeforeAnythingElseIsSaid() {
    List<String> paths =
        List.of(
            "/api/v1/containers/none",
            "/api/v1/containers/none/logs",
            "/api/v1/containers/none/stats",
            "/api/v1/containers?limit=abc");

    for (String path : paths) {
      api.send(api.bare(path).GET()).refused("AUTHENTICATION_FAILED");
    }
  }

  @Test
  void create_withoutKey_isRefusedAndMakesNothing() {
    Body body = Body.sleeper("uninvited");

    api.send(
            api.bare("/api/v1/containers")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body.toString())))
        .refused("AUTHENTICATION_FAILED");

    api.get("/containers/" + body.name()).refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void refusal_ofAWrongKey_doesNotRepeatTheKey() {
    String wrong = "very-secret-but-wrong";

    Answer answer =
        api.send(api.bare("/api/v1/containers").header("Authorization", "Bearer " + wrong).GET());

    assertThat(answer.body()).doesNotContain(wrong);
  }
}
