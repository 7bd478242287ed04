package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Who did what, on servers of its own. */
@SystemTest
class AuditIT {
  private static final int CLIENTS = 64;
  private static final String HIDDEN = "value-that-nobody-may-see";

  /** The docker client comes from the run, which clears everything away afterwards. */
  AuditIT(Docker docker) {
    assertThat(docker).isNotNull();
  }

  /** What {@code audit verify} says. */
  private record Verified(int exitCode, String said) {
    static Verified of(Path dataDir, Map<String, String> settings) {
      ProcessBuilder command =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-jar",
              Path.of("target", "tianniu.jar").toAbsolutePath().toString(),
              "audit",
              "verify",
              "--data-dir",
              dataDir.toString());
      command.environment().putAll(settings);
      try {
        Process process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verified(process.waitFor(), said);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    void isWhole() {
      assertThat(said).contains("The audit is as it was written.");
      assertThat(exitCode).isZero();
    }
  }

  @Test
  void calls_ofEveryKind_areRecordedAsTheyWere() throws Exception {
    try (Product product = Product.start("audit")) {
      Api api = new Api(product);
      String id = api.sleeper();
      String name = api.name(id);

      checkExec(api, id, name);

      JsonNode created = entries(api, "operation=createContainer").get(0);
      assertThat(created.at("/target/id").asString()).isEqualTo(id);
      assertThat(created.at("/details/image").asString()).isEqualTo(Docker.BUSYBOX);

      api.post("/containers/batch/pause", "{\"container_ids\":[\"%s\",\"nobody\"]}".formatted(id))
          .ok();
      List<JsonNode> batch = entries(api, "operation=batchPauseContainers");
      assertThat(batch).hasSize(2);
      assertThat(batch)
          .extracting(each -> each.path("request_id").asString())
          .containsOnly(batch.getFirst().path("request_id").asString());
      assertThat(batch.get(0).path("outcome").asString()).isEqualTo("CONTAINER_NOT_FOUND");
      assertThat(batch.get(0).at("/target/name").asString()).isEqualTo("nobody");
      assertThat(batch.get(1).path("outcome").asString()).isEqualTo("ok");
      assertThat(batch.get(1).at("/target/name").asString()).isEqualTo(name);

      api.put("/secrets/hidden", "{\"values\":{\"key\":\"" + HIDDEN + "\"}}").ok();
      assertThat(entries(api, "operation=putSecret").get(0).at("/target/name").asString())
          .isEqualTo("hidden");

      checkRefusals(api, id);

      assertThat(entries(api, "operation=listContainers&outcome=ok")).isEmpty();
      assertThat(entries(api, "limit=100").toString()).doesNotContain(HIDDEN);
      Verified.of(product.dataDir(), Map.of()).isWhole();
    }
  }

  private static void checkExec(Api api, String id, String name) throws Exception {
    String exec = "{\"command\":[\"sh\",\"-c\",\"exit 7\"],\"attach_stdin\":true,\"stdin\":\"%s\",";
    exec = exec.formatted(HIDDEN) + "\"env\":[{\"name\":\"PASS\",\"value\":\"" + HIDDEN + "\"}]}";
    api.post("/containers/" + id + "/exec", exec).ok();
    JsonNode ended = entries(api, "operation=execInContainer&outcome=ok").get(0);
    JsonNode started = entries(api, "operation=execInContainer&outcome=started").get(0);
    assertThat(started.at("/details").toString())
        .isEqualTo("{\"command\":[\"sh\",\"-c\",\"exit 7\"],\"env\":[\"PASS\"]}");
    assertThat(ended.at("/details/exit_code").asInt()).isEqualTo(7);
    assertThat(ended.at("/details/duration").asString()).isNotBlank();
    assertThat(ended.path("request_id")).isEqualTo(started.path("request_id"));
    assertThat(ended.path("seq").asLong()).isGreaterThan(started.path("seq").asLong());
    assertThat(started.at("/target/name").asString()).isEqualTo(name);
  }

  private static void checkRefusals(Api api, String id) throws Exception {
    JsonNode viewer = api.post("/keys", "{\"name\":\"watcher\",\"role\":\"viewer\"}").ok();
    HttpRequest.Builder denied =
        api.bare("/api/v1/containers/" + id + "/stop")
            .header("Authorization", "Bearer " + viewer.path("key").asString())
            .POST(BodyPublishers.noBody());
    api.send(denied).refused("PERMISSION_DENIED");
    JsonNode refused = entries(api, "key=watcher").get(0);
    assertThat(refused.path("outcome").asString()).isEqualTo("PERMISSION_DENIED");
    assertThat(refused.path("key_id")).isEqualTo(viewer.path("id"));
    assertThat(refused.at("/target/name").asString()).isEqualTo(id);

    api.send(api.bare("/api/v1/containers").header("Authorization", "Bearer tn_wrong").GET())
        .refused("AUTHENTICATION_FAILED");
    JsonNode stranger = entries(api, "outcome=AUTHENTICATION_FAILED").get(0);
    assertThat(stranger.path("key_id").isNull()).isTrue();
    assertThat(stranger.path("source").asString()).isEqualTo("127.0.0.1");
  }

  @Test
  void terminal_whoseClientLeaves_isRecordedFromStartToEnd() throws Exception {
    try (Product product = Product.start("audit-terminal")) {
      Api api = new Api(product);
      String id = api.sleeper();
      WebSocket socket =
          api.http()
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + product.adminKey())
              .buildAsync(
                  java.net.URI.create(
                      "ws://127.0.0.1:" + product.port() + "/api/v1/containers/" + id + "/exec"),
                  new WebSocket.Listener() {})
              .get(Api.SETTLED.toMillis(), TimeUnit.MILLISECONDS);
      List<JsonNode> begun = entries(api, "operation=openTerminal");
      assertThat(begun).hasSize(1);
      assertThat(begun.getFirst().at("/details/command").toString()).isEqualTo("[\"/bin/sh\"]");

      socket.abort();
      await()
          .atMost(Api.SETTLED)
          .untilAsserted(() -> assertThat(entries(api, "operation=openTerminal")).hasSize(2));
      JsonNode ended = entries(api, "operation=openTerminal").getFirst();
      assertThat(ended.path("outcome").asString()).isEqualTo("ok");
      assertThat(ended.at("/details/killed").asBoolean()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void kill_amongManyCalls_losesNothingThatWasAnswered(Database database) throws Exception {
    try (Database.Made made = database.make()) {
      Product first = Product.start("audit-killed-" + database, made.settings());
      Queue<String> answered = new ConcurrentLinkedQueue<>();
      callUntilKilled(first, answered);
      Verified.of(first.dataDir(), made.settings()).isWhole();

      try (Product second = first.startAgain()) {
        Api api = new Api(second);
        assertThat(answered).hasSizeGreaterThan(CLIENTS);
        for (String id : answered) {
          assertThat(entries(api, "request_id=" + id)).as(id).hasSize(1);
        }
        Verified.of(second.dataDir(), made.settings()).isWhole();
      }
    }
  }

  @Test
  void verify_afterAnEntryWasChanged_fails() throws Exception {
    Product product = Product.start("audit-changed");
    Api api = new Api(product);
    for (int i = 0; i < 5; i++) {
      api.post("/containers/nobody/start").refused("CONTAINER_NOT_FOUND");
    }
    product.kill();
    sql(product.dataDir(), "UPDATE audit_entries SET key_name = 'another' WHERE seq = 3");

    Verified verified = Verified.of(product.dataDir(), Map.of());
    assertThat(verified.said()).contains("The audit is broken at entry 3: changed.");
    assertThat(verified.exitCode()).isEqualTo(1);
    product.close();
  }

  private static void callUntilKilled(Product product, Queue<String> answered) throws Exception {
    Api api = new Api(product);
    AtomicInteger numbers = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> ends = new ArrayList<>();
      Callable<Void> client =
          () -> {
            try {
              while (true) {
                String id = "kill-" + numbers.incrementAndGet();
                api.send(
                        api.request("/containers/nobody/start")
                            .header("X-Request-Id", id)
                            .POST(BodyPublishers.noBody()))
                    .refused("CONTAINER_NOT_FOUND");
                answered.add(id);
              }
            } catch (UncheckedIOException _) {
              return null;
            }
          };
      IntStream.range(0, CLIENTS).forEach(_ -> ends.add(clients.submit(client)));
      try {
        await().atMost(Api.SETTLED).until(() -> answered.size() > 4 * CLIENTS);
      } finally {
        // The clients end with it alone.
        product.kill();
      }
      for (Future<Void> end : ends) {
        end.get();
      }
    }
  }

  private static List<JsonNode> entries(Api api, String query) {
    return Json.elements(api.get("/audit?" + query).ok().path("entries"));
  }

  private static void sql(Path dataDir, String text) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dataDir.resolve("tianniu.db"));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(text)).isEqualTo(1);
    }
  }
}
