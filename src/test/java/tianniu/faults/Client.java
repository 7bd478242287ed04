package tianniu.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the API that takes any answer, and tells a missing one by an exception. */
final class Client {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LONGEST = Duration.ofSeconds(40);

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String url;
  private final String key;

  Client(String url, String key) {
    this.url = url;
    this.key = key;
  }

  /**
   * What was answered.
   *
   * @param operation the place of the operation that was accepted; empty when none is told
   */
  record Answer(int status, String body, String operation) {
    boolean isOk() {
      return status == 200;
    }

    JsonNode json() {
      return JSON.readTree(body);
    }

    String code() {
      return isOk() ? "" : json().at("/error/code").asString("");
    }
  }

  String url() {
    return url;
  }

  String key() {
    return key;
  }

  /** The same key on a server that was started again. */
  Client at(String otherUrl) {
    return new Client(otherUrl, key);
  }

  Client with(String otherKey) {
    return new Client(url, otherKey);
  }

  Answer get(String path) throws IOException, InterruptedException {
    return call("GET", path, null, Map.of());
  }

  Answer call(String method, String path, @Nullable String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            request(method, path, body, headers).timeout(LONGEST).build(), BodyHandlers.ofString());
    return new Answer(
        answer.statusCode(),
        answer.body(),
        answer.headers().firstValue("Operation-Location").orElse(""));
  }

  /** An answer without an end; who asks for it closes it. */
  InputStream stream(String path, String accepted) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        HTTP.send(
            request("GET", path, null, Map.of("Accept", accepted)).build(),
            BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      answer.body().close();
      throw new IOException("GET " + path + ": " + answer.statusCode());
    }
    return answer.body();
  }

  private HttpRequest.Builder request(
      String method, String path, @Nullable String body, Map<String, String> headers) {
    String whole = path.startsWith("/api/") ? path : "/api/v1" + path;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + whole)).header("Authorization", "Bearer " + key);
    headers.forEach(request::header);
    if (body == null) {
      return request.method(method, BodyPublishers.noBody());
    }
    return request
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body));
  }

  /** All containers, by pages. */
  List<JsonNode> containers() throws IOException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    while (true) {
      Answer page = get("/containers?limit=100&offset=" + all.size());
      if (!page.isOk()) {
        throw new IOException("a list was not answered: " + page);
      }
      JsonNode read = page.json();
      read.path("containers").forEach(all::add);
      if (read.path("containers").size() < 100) {
        return all;
      }
    }
  }
}
