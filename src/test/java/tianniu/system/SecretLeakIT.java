package tianniu.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Values of secrets reach their containers and nothing else: no answer, no log line at level debug,
 * no file of the data directory.
 */
@SystemTest
class SecretLeakIT {
  private final Docker docker;
  private final List<Marker> markers = new ArrayList<>();
  private final List<Answer> told = new ArrayList<>();
  private final String secret = Docker.newName("secret");
  private final String second = Docker.newName("secret");

  SecretLeakIT(Docker docker) {
    this.docker = docker;
  }

  @Test
  void values_afterEverythingThatCanGoWrong_areNowhereButInTheirContainers() throws IOException {
    Product first = Product.start("secrets-" + Docker.RUN, Map.of("TIANNIU_LOG_LEVEL", "debug"));
    Api api = new Api(first);
    String id = useAndRotate(api);
    askWrongly(api, id);
    String failed = failToStart(api);
    assertNowhere(first);
    first.kill();

    try (Product again = first.startAgain()) {
      Api after = new Api(again);
      lookAndRotateAgain(after, id, failed);
      assertNowhere(again);
    }
  }

  private String useAndRotate(Api api) {
    Marker key = marker(Marker.plain());
    Marker awkward = marker(Marker.awkward());
    told(put(api, secret, Map.of("values", Map.of("k", key.value(), "a", awkward.value())))).ok();
    Body body = using(Body.sleeper("secretive"), secret, "k", "a");
    String id = told(api.post("/containers?wait=30s", body)).ok().path("id").asString();
    api.awaitStatus(id, "running");
    String name = body.name();
    assertThat(docker.run("exec", name, "sh", "-c", "printf %s \"$V_k\"")).isEqualTo(key.value());
    assertThat(docker.run("exec", name, "sh", "-c", "printf %s \"$V_a\""))
        .isEqualTo(awkward.value());

    Marker next = marker(Marker.plain());
    String engineId = docker.fullId(name);
    JsonNode rotated =
        told(api.post(
                "/secrets/" + secret + "/rotate?wait=60s",
                Json.write(Map.of("values", Map.of("k", next.value()), "recreate", true))))
            .ok();
    assertThat(rotated.at("/results/0/id").asString()).isEqualTo(id);
    assertThat(rotated.at("/results/0/status").asString()).isEqualTo("running");
    assertThat(docker.fullId(name)).isNotEqualTo(engineId);
    assertThat(docker.run("exec", name, "sh", "-c", "printf %s \"$V_k\"")).isEqualTo(next.value());
    assertThat(docker.run("exec", name, "sh", "-c", "printf %s \"$V_a\""))
        .isEqualTo(awkward.value());
    look(api, id);
    printItOnce(api, id);
    return id;
  }

  /** Whoever may run commands may see it; but what is kept of the answer is sealed. */
  private static void printItOnce(Api api, String id) {
    Answer answer =
        api.send(
            api.request("/containers/" + id + "/exec")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "print-" + id)
                .POST(BodyPublishers.ofString("{\"command\":[\"sh\",\"-c\",\"env\"]}")));
    assertThat(answer.ok().path("stdout").asString()).contains("V_k=");
  }

  private void look(Api api, String id) {
    JsonNode variable = told(api.get("/containers/" + id)).ok().at("/environment_variables/0");
    assertThat(variable.at("/value_from/secret_name").asString()).isEqualTo(secret);
    assertThat(variable.has("value")).isFalse();
    told(api.get("/containers?limit=100")).ok();
    told(api.get("/containers/" + id + "/logs?tail=all")).ok();
    told(api.get("/containers/" + id + "/stats"));
    told(api.get("/secrets")).ok();
    JsonNode users = told(api.get("/secrets/" + secret)).ok().path("used_by");
    assertThat(Json.texts(users, "id")).contains(id);
    told(api.post("/containers/" + id + "/exec", Json.write(Map.of("command", List.of("true")))))
        .ok();
    told(api.post(
            "/containers/batch/pause", Json.write(Map.of("container_ids", List.of(id, "none")))))
        .ok();
    api.awaitStatus(id, "paused");
    told(api.post("/containers/" + id + "/unpause?wait=20s")).ok();
    told(api.post("/containers/batch/restart?wait=40s", "{\"container_ids\":[\"" + id + "\"]}"))
        .ok();
  }

  private void askWrongly(Api api, String id) {
    String mark = marker(Marker.plain()).value();
    for (String body :
        List.of(
            "{\"values\":\"" + mark + "\"}",
            "{\"values\":[\"" + mark + "\"]}",
            "{\"values\":{\"k\":[\"" + mark + "\"]}}",
            "{\"values\":{\"k\":{\"v\":\"" + mark + "\"}}}",
            "{\"values\":{\"k\":\"" + mark + "\\u0000\"}}",
            "{\"values\":{\"" + mark + " \":\"k\"}}",
            "{\"values\":{\"k\":\"" + mark + "\"},\"valeus\":\"" + mark + "\"}",
            "{\"values\":{\"k\":\"" + mark + "\"},\"recreate\":\"" + mark + "\"}",
            "{\"values\":{\"k\":\"" + mark + "\"},\"labels\":[\"" + mark + "\"]}",
            "{\"values\":{\"k\":\"" + mark + "\",\"k\":\"" + mark + "\"}}",
            "{\"values\":{\"k\":\"" + mark + "\"",
            "{\"values\":{\"k\":" + mark + "}}",
            "\"" + mark + "\"",
            "{\"values\":{\"k\":\"" + mark + "x".repeat(70_000) + "\"}}",
            "{\"values\":{\"k\":\"" + mark + "x".repeat(1 << 20) + "\"}}")) {
      assertThat(told(put(api, second, body)).status()).as(body).isIn(400, 413);
      assertThat(told(api.post("/secrets/" + secret + "/rotate", body)).status())
          .as(body)
          .isIn(400, 413);
    }
    String good = Json.write(Map.of("values", Map.of("no-such-key", mark)));
    told(api.post("/secrets/" + secret + "/rotate", good)).refused("SECRET_NOT_FOUND");
    told(api.post("/secrets/" + secret + "/rotate?wait=soon", good)).refused("INVALID_PARAMETER");
    told(api.post("/secrets/no-such/rotate", good)).refused("SECRET_NOT_FOUND");
    told(put(api, ".bad", good)).refused("INVALID_PARAMETER");
    told(api.send(
            api.request("/secrets/" + second)
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString(good))))
        .refused("UNSUPPORTED_MEDIA_TYPE");
    told(api.send(api.bare("/api/v1/secrets/" + second).PUT(BodyPublishers.ofString(good))))
        .refused("AUTHENTICATION_FAILED");
    told(api.delete("/secrets/" + secret)).refused("SECRET_IN_USE");
    told(api.create(using(Body.sleeper("x"), "no-such", "k"))).refused("SECRET_NOT_FOUND");
    told(api.create(using(Body.sleeper("x"), secret, "no-such"))).refused("SECRET_NOT_FOUND");
    told(api.create(using(Body.of("x", "127.0.0.1:1/no/such:1"), secret, "k")))
        .refused("IMAGE_NOT_FOUND");
    told(api.create(using(Body.sleeper("x").with("name", api.name(id)), secret, "k")))
        .refused("CONTAINER_ALREADY_EXISTS");
  }

  /** Containers that have the values when the engine finds out that it cannot start them. */
  private String failToStart(Api api) {
    String none =
        failed(api, using(Body.sleeper("failed").command("/no/such/command"), secret, "k", "a"));
    failed(api, using(Body.sleeper("failed").with("user", "no-such-user"), secret, "k", "a"));
    failed(api, using(Body.sleeper("failed").with("working_dir", "/bin/sh"), secret, "k", "a"));
    told(api.post("/containers/batch/start", "{\"container_ids\":[\"" + none + "\"]}")).ok();
    api.awaitStatus(none, "failed");
    return none;
  }

  private String failed(Api api, Body body) {
    JsonNode made = told(api.post("/containers?wait=30s", body)).ok();
    assertThat(made.path("status").asString()).isIn("failed", "stopped");
    String id = made.path("id").asString();
    told(api.get("/containers/" + id)).ok();
    return id;
  }

  private void lookAndRotateAgain(Api api, String id, String failed) {
    look(api, id);
    told(api.get("/containers/" + failed)).ok();
    Marker last = marker(Marker.awkward());
    JsonNode rotated =
        told(api.post(
                "/secrets/" + secret + "/rotate?wait=60s",
                Json.write(Map.of("values", Map.of("k", last.value()), "recreate", true))))
            .ok();
    assertThat(Json.texts(rotated.path("results"), "id")).contains(id, failed);
    String name = api.name(id);
    assertThat(docker.run("exec", name, "sh", "-c", "printf %s \"$V_k\"")).isEqualTo(last.value());
    told(api.delete("/secrets/" + secret + "?force=true")).ok();
    told(api.get("/secrets/" + secret)).refused("SECRET_NOT_FOUND");
    told(api.delete("/containers/" + id + "?force=true")).ok();
  }

  private void assertNowhere(Product product) throws IOException {
    assertThat(told).hasSizeGreaterThan(60);
    byte[] log = Files.readAllBytes(product.log().toPath());
    assertThat(new String(log, UTF_8)).as("the log is that of level debug").contains("DEBUG");
    for (Marker marker : markers) {
      for (Answer answer : told) {
        marker.assertNotIn("an answer", answer.toString().getBytes(UTF_8));
      }
      marker.assertNotIn("the log", log);
    }
    try (Stream<Path> files = Files.walk(product.dataDir())) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).extracting(file -> file.getFileName().toString()).contains("tianniu.db");
      for (Path file : all) {
        byte[] bytes = Files.readAllBytes(file);
        markers.forEach(marker -> marker.assertNotIn(file.toString(), bytes));
      }
    }
  }

  private static Body using(Body body, String name, String... keys) {
    List<Object> variables = new ArrayList<>();
    for (String key : keys) {
      variables.add(
          Map.of("name", "V_" + key, "value_from", Map.of("secret_name", name, "key", key)));
    }
    return body.with("environment_variables", variables);
  }

  private static Answer put(Api api, String name, Object body) {
    String json = body instanceof String text ? text : Json.write(body);
    return api.send(
        api.request("/secrets/" + name)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  private Marker marker(Marker marker) {
    markers.add(marker);
    return marker;
  }

  private Answer told(Answer answer) {
    told.add(answer);
    return answer;
  }
}
