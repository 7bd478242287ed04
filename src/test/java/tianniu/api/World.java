package tianniu.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import tianniu.App;
import tianniu.config.Config;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.Trouble;
import tianniu.http.Route;
import tianniu.store.ReadyDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server in one situation, on the engine in memory. */
public final class World implements AutoCloseable {
  static final String KEY = "tn_the-key-of-the-examples";

  /** How long a request waits here for another one that has its key: see {@link Repeats}. */
  private static final Duration MOMENT = Duration.ofMillis(100);

  private final Path dataDir;
  private final App app;
  private final MemoryEngine engine;
  private final DefectiveClock clock;
  private final Map<String, String> realIds = new HashMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private final List<Trouble.Hold> holds = new ArrayList<>();

  private World(Path dataDir, App app, MemoryEngine engine, DefectiveClock clock) {
    this.dataDir = dataDir;
    this.app = app;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * Starts a server and brings the situation about.
   *
   * @param dataDir of its own
   */
  static World open(Path dataDir, Situation situation) throws Exception {
    return open(dataDir, situation, Map.of());
  }

  /** The same with these options of the command line too. */
  public static World open(Path dataDir, Situation situation, Map<String, String> options)
      throws Exception {
    MemoryEngine engine = Stage.furnish();
    situation.prepare(engine);
    Map<String, String> all = new HashMap<>(situation.options());
    all.putAll(options);
    all.put("--listen", "127.0.0.1:0");
    all.put("--data-dir", dataDir.toString());
    all.put("--public-url", "https://tianniu.example.com");
    Config config = Config.load(all, Map.of("TIANNIU_ADMIN_KEY", KEY));
    ReadyDatabase.copyInto(dataDir);
    DefectiveClock clock = new DefectiveClock(Stage.NOW);
    World world = new World(dataDir, App.start(config, engine, clock, MOMENT), engine, clock);
    try {
      world.makeKeys();
      situation.bringAbout(world);
      return world;
    } catch (Exception | Error e) {
      world.close();
      throw e;
    }
  }

  /** Lets the clock of the product fail from now on. */
  void breakClock() {
    clock.breakDown();
  }

  /** The product is told that its end is near. */
  void drain() {
    app.drain();
  }

  public int port() {
    return app.port();
  }

  /** Takes away the table that every change is recorded in. */
  void damageStore() throws IOException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dataDir.resolve("tianniu.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE audit_entries RENAME TO audit_entries_away");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** The keys that examples call with, beside the installation's own; each was used once. */
  private void makeKeys() throws IOException {
    ask("PUT", "/api/v1/roles/guest", "{\"permissions\": []}");
    ask("PUT", "/api/v1/roles/spare", "{\"permissions\": []}");
    makeKey(
        "4f7h2k9m1p3r",
        """
        {"name": "ci", "role": "developer", "scope": {"labels": {"team": "backend"}},
         "allow": {"images": ["myteam/*"]}, "quota": {"containers": 20}}
        """);
    makeKey("6d2s8w4z0c9f", "{\"name\": \"guest\", \"role\": \"guest\"}");
    makeKey(
        "2b5n8j1x4l7v",
        """
        {"name": "limited", "role": "admin",
         "rate_limits": {"reads_per_minute": 1, "writes_per_minute": 1}}
        """);
  }

  private void makeKey(String shownId, String body) throws IOException {
    JsonNode made = ask("POST", "/api/v1/keys", body);
    names(shownId, made.path("id").asString());
    String name = made.path("name").asString();
    keys.put(name, made.path("key").asString());
    send("GET", "/api/v1/nothing", name);
  }

  private void send(String method, String target, String key) throws IOException {
    try (HttpWire wire = HttpWire.to(port())) {
      wire.body(
          wire.send(method, target, Map.of("Authorization", "Bearer " + key(key)), new byte[0]),
          Integer.MAX_VALUE);
    }
  }

  /** The text of a key by its name in the examples; {@code limited} has used up its calls. */
  String ready(String name) throws IOException {
    if (name.equals("limited")) {
      send("GET", "/api/v1/nothing", name);
      send("POST", "/api/v1/containers/nothing/start", name);
    }
    return key(name);
  }

  private String key(String name) {
    return switch (name) {
      case "admin" -> KEY;
      case "unknown" -> "tn_unknown";
      default -> Objects.requireNonNull(keys.get(name), name);
    };
  }

  public List<Route> routes() {
    return app.routes().all();
  }

  public MemoryEngine engine() {
    return engine;
  }

  /** Such calls of the engine wait until the world ends. */
  Trouble.Hold hold(Call call) {
    Trouble.Hold hold = engine.trouble().hold(call);
    holds.add(hold);
    return hold;
  }

  /** The container that the examples know by {@code shown} has another id here. */
  void names(String shown, String real) {
    realIds.put(shown, real);
  }

  /** The text of an example with the ids that are real here. */
  String real(String text) {
    String real = text;
    for (Map.Entry<String, String> id : realIds.entrySet()) {
      real = real.replace(id.getKey(), id.getValue());
    }
    return real;
  }

  /** Makes a secret; a server with a defect keeps it too, and then cannot answer. */
  void keepSecret(String name, String body) throws IOException {
    try (HttpWire wire = HttpWire.to(port())) {
      HttpWire.Head head =
          send(wire, "PUT", "/api/v1/secrets/" + name, body.replace('\'', '"'), "req-of-the-stage");
      byte[] answer = wire.body(head, Integer.MAX_VALUE);
      if (head.status() != 200 && head.status() != 500) {
        throw new IOException(name + ": " + new String(answer, StandardCharsets.UTF_8));
      }
    }
  }

  private static HttpWire.Head send(
      HttpWire wire, String method, String target, String body, String requestId)
      throws IOException {
    return wire.send(
        method,
        target,
        Map.of("Authorization", "Bearer " + KEY, "X-Request-Id", requestId),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer that must be a success. */
  public JsonNode ask(String method, String target, String body) throws IOException {
    return ask(method, target, body, "req-of-the-stage");
  }

  JsonNode ask(String method, String target, String body, String requestId) throws IOException {
    try (HttpWire wire = HttpWire.to(port())) {
      HttpWire.Head head = send(wire, method, target, body, requestId);
      byte[] answer = wire.body(head, Integer.MAX_VALUE);
      if (head.status() != 200) {
        throw new IOException(target + ": " + new String(answer, StandardCharsets.UTF_8));
      }
      return JsonMapper.shared().readTree(answer);
    }
  }

  /** Asks until the answer is as it must be: what is measured is there a moment after the start. */
  void await(String target, Predicate<JsonNode> isSo) throws IOException, InterruptedException {
    while (!isSo.test(ask("GET", target, ""))) {
      Thread.sleep(5);
    }
  }

  /** Until usage and health of the containers that run are known. */
  void awaitFigures() throws IOException, InterruptedException {
    String containers = "/api/v1/containers";
    await(
        containers + "/web-server-1",
        shown -> shown.at("/health_check/status").asString("").equals("healthy"));
    await(
        containers + "?status=running",
        list ->
            list.path("containers")
                .valueStream()
                .noneMatch(each -> each.at("/resource_usage/network_rx").isNull()));
    await(containers + "/billing-api/stats", stats -> !stats.at("/cpu/system_cpu_usage").isNull());
  }

  void awaitEngine(String word) throws IOException, InterruptedException {
    await("/healthz", health -> health.path("engine").asString().equals(word));
  }

  @Override
  public void close() {
    // What is promised would be waited for.
    holds.forEach(Trouble.Hold::close);
    app.close();
  }
}
