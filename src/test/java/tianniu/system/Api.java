package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A client of the API, with the administrator's key if none is named; paths start behind {@code
 * /api/v1}.
 */
final class Api {
  static final Duration SETTLED = Patience.of(Duration.ofMinutes(1));
  private static final Duration ANSWER_LIMIT = Patience.of(Duration.ofMinutes(2));

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Patience.of(Duration.ofSeconds(30)))
          .build();
  private final Product product;
  private final String key;

  Api(Product product) {
    this(product, product.adminKey());
  }

  private Api(Product product, String key) {
    this.product = product;
    this.key = key;
  }

  /** The same server's client with another key. */
  Api with(String otherKey) {
    return new Api(product, otherKey);
  }

  /** A client with a new key, of this name and role and with further fields of its body. */
  Api withKey(String name, String role, String more) {
    return with(makeKey(name, role, more).path("key").asString());
  }

  /** Makes a key; the answer, with its text. */
  JsonNode makeKey(String name, String role, String more) {
    String body = "{\"name\": \"" + name + "\", \"role\": \"" + role + "\"" + more + "}";
    return post("/keys", body).ok();
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /** Posts JSON: a text as it is, anything else by its {@code toString}. */
  Answer post(String path, Object json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.toString())));
  }

  Answer put(String path, Object json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json.toString())));
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /** Any request of one's own making: start it with {@link #request} or {@link #bare}. */
  Answer send(HttpRequest.Builder request) {
    return Answer.of(open(request, BodyHandlers.ofString()));
  }

  <T> HttpResponse<T> open(HttpRequest.Builder request, BodyHandler<T> handler) {
    try {
      return http.send(request.build(), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A request with the key. */
  HttpRequest.Builder request(String path) {
    return bare("/api/v1" + path).header("Authorization", "Bearer " + key);
  }

  /** A request without the key, on the whole path. */
  HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(product.uri(path)).timeout(ANSWER_LIMIT);
  }

  String key() {
    return key;
  }

  HttpClient http() {
    return http;
  }

  Product product() {
    return product;
  }

  Answer create(Body body) {
    return post("/containers", body);
  }

  /** Creates a container that must be accepted; returns its id at once. */
  String accepted(Body body) {
    return create(body).ok().path("id").asString();
  }

  /** Creates a container and waits until it runs; returns its id. */
  String running(Body body) {
    String id = accepted(body);
    awaitStatus(id, "running");
    return id;
  }

  String running(String... command) {
    return running(Body.of("run", Docker.BUSYBOX).command(command));
  }

  /** A container that runs and obeys SIGTERM. */
  String sleeper() {
    return running(Body.sleeper("sleeper"));
  }

  /** A container that has been running and was stopped. */
  String stopped() {
    String id = sleeper();
    act(id, "stop?timeout=1");
    awaitStatus(id, "stopped");
    return id;
  }

  /** Runs a script of sh to its end; returns the id of the stopped container. */
  String finished(String script) {
    String id = accepted(Body.of("finished", Docker.BUSYBOX).command("sh", "-c", script));
    awaitStatus(id, "stopped");
    return id;
  }

  /** An action that must be accepted, such as {@code stop?timeout=1}. */
  JsonNode act(String id, String action) {
    return post("/containers/" + id + "/" + action).ok();
  }

  JsonNode detail(String id) {
    return get("/containers/" + id).ok();
  }

  String name(String id) {
    return detail(id).path("name").asString();
  }

  String status(String id) {
    return detail(id).path("status").asString();
  }

  void awaitStatus(String id, String status) {
    awaitStatus(id, status, SETTLED);
  }

  void awaitStatus(String id, String status, Duration limit) {
    await("status of " + id)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(status(id)).isEqualTo(status));
  }

  void awaitGone(String id, Duration limit) {
    await(id + " is gone")
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> get("/containers/" + id).refused("CONTAINER_NOT_FOUND"));
  }

  /** Waits until the log has this message: what was written is in it a moment later. */
  void awaitMessage(String id, String message) {
    await("log of " + id)
        .atMost(SETTLED)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(messages(id)).contains(message));
  }

  /** The log's messages, all of them. */
  List<String> messages(String id) {
    return Json.texts(get("/containers/" + id + "/logs?tail=all").ok().path("logs"), "message");
  }

  JsonNode exec(String id, String... command) {
    String body = Json.write(java.util.Map.of("command", List.of(command)));
    return post("/containers/" + id + "/exec", body).ok();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
