package tianniu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.access.AdminKey;
import tianniu.config.Config;
import tianniu.engine.memory.MemoryEngine;

/** The whole product, from its start to its end. */
class AppTest {
  private static final int TIMES = 20;
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path dataDir;

  @Test
  void startAndClose_manyTimes_leavesNoThreadAndNoSocket() throws Exception {
    Set<Thread> before = threads();
    for (int i = 0; i < TIMES; i++) {
      App app = App.start(config(), MemoryEngine.demo(CLOCK), CLOCK);
      int port = app.port();
      app.close();

      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
    }
    Set<Thread> left = threads();
    left.removeAll(before);
    for (Thread thread : left) {
      // A pool's thread may be at its very end; one that stays makes this test hang and fail.
      thread.join(60_000);
    }
    assertThat(left).filteredOn(Thread::isAlive).isEmpty();
  }

  @Test
  void start_sameDataDirTwice_isRefusedInOneSentence() throws IOException {
    try (App first = App.start(config(), MemoryEngine.demo(CLOCK), CLOCK)) {
      assertThatThrownBy(() -> App.start(config(), MemoryEngine.demo(CLOCK), CLOCK))
          .isInstanceOf(IOException.class)
          .hasMessage("Another server runs with the data directory " + dataDir + ".");
      assertThat(first.port()).isPositive();
    }
    App.start(config(), MemoryEngine.demo(CLOCK), CLOCK).close();
  }

  @Test
  void start_portTaken_isRefusedAndLeavesTheDataDirFree() throws IOException {
    try (App first = App.start(config(), MemoryEngine.demo(CLOCK), CLOCK)) {
      Path other = dataDir.resolve("other");
      Config taken = config(other, "127.0.0.1:" + first.port());

      assertThatThrownBy(() -> App.start(taken, MemoryEngine.demo(CLOCK), CLOCK))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot listen on 127.0.0.1:" + first.port());
      App.start(config(other, "127.0.0.1:0"), MemoryEngine.demo(CLOCK), CLOCK).close();
    }
  }

  @Test
  void routes_keyedAndPublic_answerOverHttp() throws Exception {
    try (App app = App.start(config(), MemoryEngine.demo(CLOCK), CLOCK);
        HttpClient client = HttpClient.newHttpClient()) {
      String key = Files.readString(AdminKey.file(dataDir)).strip();
      String base = "http://127.0.0.1:" + app.port();

      assertThat(get(client, base + "/healthz", "").statusCode()).isEqualTo(200);
      assertThat(get(client, base + "/api/v1/openapi.yaml", "").body()).startsWith("openapi:");
      assertThat(get(client, base + "/api/v1/containers", "").statusCode()).isEqualTo(401);
      assertThat(get(client, base + "/api/v1/containers", "Bearer wrong").statusCode())
          .isEqualTo(401);
      assertThat(get(client, base + "/api/v1/nothing", "").statusCode()).isEqualTo(401);
      assertThat(get(client, base + "/api/v1/nothing", "bearer " + key).statusCode())
          .isEqualTo(404);
      assertThat(get(client, base + "/api/v1/containers?limit=0", "Bearer " + key).body())
          .contains("\"parameter\":\"limit\"");
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url, String key)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!key.isEmpty()) {
      request.header("Authorization", key);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private Config config() {
    return config(dataDir, "127.0.0.1:0");
  }

  private static Config config(Path dataDir, String listen) {
    return Config.load(
        Map.of("--listen", listen, "--data-dir", dataDir.toString(), "--demo", "true"), Map.of());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }
}
