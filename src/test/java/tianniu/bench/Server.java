package tianniu.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our server, started as users start it: by the launcher. With a client of its API. */
final class Server implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path LAUNCHER = Path.of("tianniu");
  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(2);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path data;
  private final String url;
  private final double startSeconds;
  private final String viewerKey;
  private final String operatorKey;

  private Server(Path data, String dockerHost) throws IOException, InterruptedException {
    this.data = data;
    Files.deleteIfExists(data.resolve("url"));
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toAbsolutePath().toString(), "serve");
    builder.environment().keySet().removeIf(name -> name.startsWith("TIANNIU_"));
    builder.environment().put("TIANNIU_LISTEN", "127.0.0.1:0");
    builder.environment().put("TIANNIU_DATA_DIR", data.toString());
    builder.environment().put("DOCKER_HOST", dockerHost);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("server.log").toFile()));
    long start = System.nanoTime();
    this.process = builder.start();
    try {
      this.url = awaitAnswer();
      this.startSeconds = (System.nanoTime() - start) / 1e9;
      this.viewerKey = key("viewer");
      this.operatorKey = key("operator");
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  static Server start(Path data, String dockerHost) throws IOException, InterruptedException {
    Files.createDirectories(data);
    return new Server(data, dockerHost);
  }

  private String awaitAnswer() throws IOException, InterruptedException {
    long limit = System.nanoTime() + LONGEST_START.toNanos();
    Path file = data.resolve("url");
    while (System.nanoTime() < limit && process.isAlive()) {
      if (Files.exists(file)) {
        String found = Files.readString(file).strip().replaceAll("/$", "");
        if (!found.isEmpty() && answers(found)) {
          return found;
        }
      }
      Thread.sleep(LOOK);
    }
    throw new IOException("our server did not answer; the end of its log:\n" + endOfLog());
  }

  private String endOfLog() throws IOException {
    List<String> lines = Files.readAllLines(data.resolve("server.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  /** Whether a list is answered to the administrator. */
  private boolean answers(String at) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(at + "/api/v1/containers?limit=20"))
              .header("Authorization", "Bearer " + adminKey())
              .build();
      return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private String adminKey() throws IOException {
    return Files.readString(data.resolve("admin.key")).strip();
  }

  private String key(String role) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            adminKey(),
            "POST",
            "/api/v1/keys",
            "{\"name\":\"bench\",\"role\":\""
                + role
                + "\",\"rate_limits\":{\"reads_per_minute\":0,\"writes_per_minute\":0}}");
    return JSON.readTree(answer.body()).path("key").asString("");
  }

  /** From the start of the launcher to the first list, in seconds. */
  double startSeconds() {
    return startSeconds;
  }

  long pid() {
    return process.pid();
  }

  String url() {
    return url;
  }

  /** A reader's key without rate limits. */
  String viewerKey() {
    return viewerKey;
  }

  String operatorKey() {
    return operatorKey;
  }

  /** The flags of its virtual machine, but for those that are good for its own jar alone. */
  List<String> jvmFlags() throws IOException {
    List<String> all = Processes.arguments(pid());
    List<String> flags = new ArrayList<>(all.subList(1, all.indexOf("-jar")));
    flags.removeIf(flag -> flag.startsWith("-XX:AOT") || flag.startsWith("-Dtianniu."));
    return flags;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(text(path));
  }

  String text(String path) throws IOException, InterruptedException {
    return send(viewerKey, "GET", path, null).body();
  }

  JsonNode post(String path, @org.jspecify.annotations.Nullable String body)
      throws IOException, InterruptedException {
    return JSON.readTree(send(operatorKey, "POST", path, body).body());
  }

  private HttpResponse<String> send(
      String key, String method, String path, @org.jspecify.annotations.Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + key);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(body));
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  /** Our ids of up to 100 containers of a label, such as {@code bench=1}. */
  List<String> ids(String label) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    get("/api/v1/containers?limit=100&label=" + label)
        .path("containers")
        .forEach(container -> ids.add(container.path("id").asString("")));
    return ids;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("our server did not end within 20 s of SIGTERM");
    }
    http.close();
  }
}
