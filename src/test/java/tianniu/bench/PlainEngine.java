package tianniu.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The engine without us: its own API over TCP on the loopback, as ours is asked. */
final class PlainEngine {
  static final String IMAGE = "tianniu-lab/busybox:1";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String VERSION = "/v1.41";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  /**
   * @param address such as {@code 127.0.0.1:2375}
   */
  PlainEngine(String address) {
    this.url = "http://" + address;
  }

  String url(String path) {
    return url + VERSION + path;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send("GET", path, null, 200).body());
  }

  HttpResponse<String> send(String method, String path, @Nullable String body, int... expected)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(body));
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    for (int status : expected) {
      if (answer.statusCode() == status) {
        return answer;
      }
    }
    throw new IOException(
        "the engine to " + method + " " + path + ": " + answer.statusCode() + answer.body());
  }

  /** Makes a container; returns its id. */
  String create(String name, String labels, String... command)
      throws IOException, InterruptedException {
    String body =
        "{\"Image\":\""
            + IMAGE
            + "\",\"Cmd\":"
            + JSON.writeValueAsString(command)
            + ",\"Labels\":"
            + labels
            + "}";
    HttpResponse<String> answer = send("POST", "/containers/create?name=" + name, body, 201);
    return JSON.readTree(answer.body()).path("Id").asString("");
  }

  void start(String id) throws IOException, InterruptedException {
    send("POST", "/containers/" + id + "/start", null, 204);
  }

  void kill(String id) throws IOException, InterruptedException {
    send("POST", "/containers/" + id + "/kill", null, 204, 409);
  }

  void remove(String id) throws IOException, InterruptedException {
    send("DELETE", "/containers/" + id + "?force=true&v=true", null, 204, 404, 409);
  }

  boolean isRunning(String id) throws IOException, InterruptedException {
    return get("/containers/" + id + "/json").path("State").path("Running").asBoolean(false);
  }

  /** Something that is done with a container. */
  interface Deed {
    void to(String id) throws IOException, InterruptedException;
  }

  /** Does it to all, so many at once. */
  static void toAll(Collection<String> ids, int atOnce, Deed deed)
      throws IOException, InterruptedException {
    List<Callable<String>> deeds = new ArrayList<>();
    for (String id : ids) {
      deeds.add(
          () -> {
            deed.to(id);
            return id;
          });
    }
    allOf(deeds, atOnce);
  }

  /** Runs all, so many at once; their results, in order. */
  static <T> List<T> allOf(List<Callable<T>> deeds, int atOnce)
      throws IOException, InterruptedException {
    List<T> results = new ArrayList<>();
    try (ExecutorService hands =
        Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
      for (Future<T> one : hands.invokeAll(deeds)) {
        results.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    return results;
  }
}
