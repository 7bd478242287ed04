package tianniu.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server as users start it, by the launcher, on a data directory that outlives it. */
final class Launched implements AutoCloseable {
  /** Another build than that of this folder can be tried by naming its launcher. */
  private static final Path LAUNCHER = Path.of(System.getProperty("tianniu.launcher", "tianniu"));

  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final Path data;
  private final Process process;
  private final Client admin;
  private final double startSeconds;

  private Launched(Path data, Process process, Client admin, double startSeconds) {
    this.data = data;
    this.process = process;
    this.admin = admin;
    this.startSeconds = startSeconds;
  }

  /** Returns when it answers a list. */
  static Launched start(Path data, String dockerHost, Map<String, String> settings)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    Files.deleteIfExists(data.resolve("url"));
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toAbsolutePath().toString(), "serve");
    builder.environment().keySet().removeIf(name -> name.startsWith("TIANNIU_"));
    builder.environment().put("TIANNIU_LISTEN", "127.0.0.1:0");
    builder.environment().put("TIANNIU_DATA_DIR", data.toString());
    builder.environment().put("DOCKER_HOST", dockerHost);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(settings);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(data).toFile()));
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      Client admin = awaitAnswer(data, process);
      return new Launched(data, process, admin, (System.nanoTime() - start) / 1e9);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Client awaitAnswer(Path data, Process process)
      throws IOException, InterruptedException {
    long limit = System.nanoTime() + LONGEST_START.toNanos();
    while (System.nanoTime() < limit && process.isAlive()) {
      Client client = client(data);
      if (client != null) {
        return client;
      }
      Thread.sleep(LOOK);
    }
    throw new IOException("the server did not answer; the end of its log:\n" + endOfLog(data));
  }

  private static @Nullable Client client(Path data) throws IOException, InterruptedException {
    Path file = data.resolve("url");
    String url = Files.exists(file) ? Files.readString(file).strip().replaceAll("/$", "") : "";
    if (url.isEmpty()) {
      return null;
    }
    Client client = new Client(url, Files.readString(data.resolve("admin.key")).strip());
    try {
      return client.get("/containers").isOk() ? client : null;
    } catch (IOException _) {
      return null;
    }
  }

  static Path log(Path data) {
    return data.resolveSibling("server.log");
  }

  private static String endOfLog(Path data) throws IOException {
    List<String> lines = Files.readAllLines(log(data));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  /** With the administrator's key. */
  Client admin() {
    return admin;
  }

  /** A client with a new key that is limited in nothing. */
  Client unlimited(String role) throws IOException, InterruptedException {
    Map<String, Object> body =
        Map.of(
            "name",
            "faults",
            "role",
            role,
            "rate_limits",
            Map.of("reads_per_minute", 0, "writes_per_minute", 0));
    String text = Client.JSON.writeValueAsString(body);
    Client.Answer made = admin.call("POST", "/keys", text, Map.of());
    if (!made.isOk()) {
      throw new IOException("no key: " + made);
    }
    return admin.with(made.json().path("key").asString());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Path data() {
    return data;
  }

  /** From the start of the launcher to the first list. */
  double startSeconds() {
    return startSeconds;
  }

  /** Ends it as a crash would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the server did not end within 30 s of SIGTERM");
    }
  }
}
