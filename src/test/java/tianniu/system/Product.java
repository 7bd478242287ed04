package tianniu.system;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The product as its users run it: one process of the built jar, on a free port. */
final class Product implements AutoCloseable {
  private static final Path LOGS = Path.of("target", "system-tests");
  private static final Duration END_LIMIT = Patience.of(Duration.ofMinutes(1));
  private static final int PROBE_LIMIT_MILLIS =
      Math.toIntExact(Patience.of(Duration.ofSeconds(1)).toMillis());
  private static final Duration START_LIMIT = Patience.of(Duration.ofMinutes(2));

  private final String name;
  private final Path home;
  private final String adminKey;
  private final Map<String, String> settings;
  private final int port;
  private Process process;

  private Product(String name, Path home, String adminKey, Map<String, String> settings) {
    this.name = name;
    this.home = home;
    this.adminKey = adminKey;
    this.settings = settings;
    this.port = freePort();
    this.process = launch();
    awaitHealthy();
  }

  /**
   * A server with a data directory of its own; {@code name} names its log in target/system-tests.
   */
  static Product start(String name) {
    return start(name, Map.of());
  }

  /** The same with further settings, as variables of its environment. */
  static Product start(String name, Map<String, String> settings) {
    try {
      Path home = Files.createTempDirectory("tianniu-system-").toRealPath();
      Files.createDirectories(home.resolve("data"));
      Files.createDirectories(home.resolve("volumes"));
      return new Product(name, home, "system-test-" + UUID.randomUUID(), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process as a crash would: no shutdown hook runs. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Ends the process as an administrator does, and keeps its data. */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  /** Asks the process to end, and returns at once. */
  void askToStop() {
    process.destroy();
  }

  /** Waits for the end of the process. */
  int exitCode() {
    awaitEnd();
    return process.exitValue();
  }

  /** A new process on the data of this one, which must have ended. */
  Product startAgain() {
    return new Product(name, home, adminKey, settings);
  }

  /** The allowed root of bind mounts. */
  Path volumeRoot() {
    return home.resolve("volumes");
  }

  Path dataDir() {
    return home.resolve("data");
  }

  String adminKey() {
    return adminKey;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** The memory of the process that is really there. */
  long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      String rss = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(rss.replaceAll("[^0-9]", "")) * 1024;
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    process.destroy();
    awaitEnd();
    deleteHome();
  }

  private Process launch() {
    Path jar = Path.of("target", "tianniu.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      fail("There is no target/tianniu.jar: build it with `mvn -q -DskipTests package` first.");
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder server =
        new ProcessBuilder(
            List.of(
                java,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString(),
                "serve"));
    server
        .environment()
        .putAll(
            Map.of(
                "TIANNIU_LISTEN", "127.0.0.1:" + port,
                "TIANNIU_DATA_DIR", home.resolve("data").toString(),
                "TIANNIU_ADMIN_KEY", adminKey,
                "TIANNIU_VOLUME_ROOTS", volumeRoot().toString(),
                "DOCKER_HOST", Docker.host()));
    server.environment().putAll(settings);
    try {
      Files.createDirectories(LOGS);
      server.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log()));
      return server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it logs; so have the processes before it. */
  java.io.File log() {
    return LOGS.resolve(name + ".log").toFile();
  }

  private void awaitHealthy() {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!isHealthy()) {
      if (!process.isAlive() && gaveItsDatabaseUp()) {
        // It gives one three seconds, and who has started it starts it again.
        process = launch();
      }
      if (!process.isAlive() || Instant.now().isAfter(limit)) {
        process.destroyForcibly();
        fail("The server did not become healthy; its log is %s:%n%s", log(), endOfLog());
      }
      pause(Duration.ofMillis(50));
    }
  }

  /** Whether it answers, and has seen its engine: before that it refuses what it is asked. */
  private boolean isHealthy() {
    try {
      HttpURLConnection probe = (HttpURLConnection) uri("/healthz").toURL().openConnection();
      probe.setConnectTimeout(PROBE_LIMIT_MILLIS);
      probe.setReadTimeout(PROBE_LIMIT_MILLIS);
      try {
        return probe.getResponseCode() == 200
            && new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .contains("\"status\":\"ok\"");
      } finally {
        probe.disconnect();
      }
    } catch (IOException _) {
      return false;
    }
  }

  private boolean gaveItsDatabaseUp() {
    return endOfLog().stripTrailing().endsWith("cannot be used: Connection attempt timed out..");
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log().toPath());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(END_LIMIT)) {
        process.destroyForcibly();
        fail("The server did not end within %s of SIGTERM.", END_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void deleteHome() {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port that nothing listened on a moment ago. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void pause(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
