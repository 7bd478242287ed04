package tianniu.api;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.Trouble;
import tianniu.fault.Fault;
import tools.jackson.databind.JsonNode;

/** The situations of the examples; the document says what is so in each. */
public enum Situation {
  USUAL,
  ENGINE_DOWN,
  DRAINING,
  BUG,
  PULL_BROKEN,
  IMAGE_GONE,
  NETWORK_GONE,
  VOLUME_GONE,
  LIMITS_LOWERED,
  MOUNT_MOVED,
  PORT_TAKEN,
  QUOTA,
  QUOTA_FULL,
  AUDITED,
  KEY_USED,
  KEY_IN_USE,
  OPERATED,
  PULLING,
  CANCELLED,
  HEALED,
  LEFT_ALONE,
  REMOVED,
  STORE_DOWN;

  private static final String OPERATION = "op-7c9e6679f7425d4085f1e7d3b2a4c6d8";

  private static final String IMPORT =
      """
      {"name": "import-1", "image": "myteam/import:v1", "network": "import-network",
       "volumes": [{"host_path": "import-data", "container_path": "/data"}],
       "resource_limits": {"cpu": "2.0"}}
      """;

  /** By the word that an example has for it; none for the usual one. */
  static Situation of(String given) {
    return given.isEmpty() ? USUAL : valueOf(given.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** What the server is started with beyond the usual. */
  Map<String, String> options() {
    return this == LEFT_ALONE ? Map.of("--unhealthy-restarts", "1") : Map.of();
  }

  /** What is so before the server starts. */
  void prepare(MemoryEngine engine) {
    if (this == ENGINE_DOWN) {
      engine.trouble().engineAway();
    }
  }

  /** What happens after the server has started. */
  void bringAbout(World world) throws IOException, InterruptedException {
    if (this != ENGINE_DOWN) {
      world.awaitEngine("up");
      world.keepSecret(
          "api-service-secrets", "{'values': {'api-key': 'x'}, 'labels': {'team': 'backend'}}");
      world.keepSecret("billing-secrets", "{'values': {'db-password': 'x', 'smtp-password': 'y'}}");
    }
    switch (this) {
      case USUAL, ENGINE_DOWN -> {}
      case DRAINING -> world.drain();
      case BUG -> world.breakClock();
      case PORT_TAKEN -> Stage.addPortHolder(world.engine(), 9100);
      case MOUNT_MOVED -> {
        Stage.addMovedMount(world.engine());
        world.await("/api/v1/containers", list -> list.toString().contains("mover-1"));
      }
      case KEY_USED -> Repeats.useUp(world);
      case KEY_IN_USE -> Repeats.holdUp(world);
      case STORE_DOWN -> world.damageStore();
      case QUOTA -> putQuota(world, "\"containers\":10,\"cpu\":\"8.0\",\"memory\":\"16GB\"");
      case QUOTA_FULL -> putQuota(world, "\"containers\":1");
      case AUDITED -> leaveTraces(world);
      case OPERATED -> {
        world.ask("POST", "/api/v1/containers/web-server-1/stop?wait=30s", "");
        nameOperation(world, "web-server-1");
      }
      case PULLING -> beginImport(world);
      case CANCELLED -> callOffImport(world);
      case HEALED, LEFT_ALONE -> healGateway(world);
      case REMOVED -> world.ask("DELETE", "/api/v1/containers/worker-1", "");
      case PULL_BROKEN -> breakImport(world);
      case IMAGE_GONE -> {
        breakImport(world);
        world.engine().trouble().imageWithdrawn("myteam/import:v1");
      }
      case NETWORK_GONE -> {
        breakImport(world);
        world.engine().trouble().networkRemoved("import-network");
      }
      case VOLUME_GONE -> {
        breakImport(world);
        world.engine().trouble().volumeRemoved("import-data");
      }
      case LIMITS_LOWERED -> lowerLimits(world);
    }
  }

  private static void putQuota(World world, String limits) throws IOException {
    world.ask(
        "PUT", "/api/v1/quotas/backend", "{\"labels\":{\"team\":\"backend\"}," + limits + "}");
  }

  private static void leaveTraces(World world) throws IOException {
    String containers = "/api/v1/containers/";
    world.ask("POST", containers + "web-server-1/stop?wait=30s", "", "req-stop");
    nameOperation(world, "web-server-1");
    world.ask(
        "POST",
        containers + "billing-api/exec",
        "{\"command\": [\"echo\", \"hello\"], \"env\": [{\"name\": \"TOKEN\", \"value\": \"x\"}]}",
        "req-exec");
  }

  private static void lowerLimits(World world) throws IOException, InterruptedException {
    breakImport(world);
    world.engine().trouble().engineAway();
    world.awaitEngine("down");
    world.engine().trouble().machineHas(1);
    world.engine().trouble().engineBack();
    world.awaitEngine("up");
  }

  private static void nameOperation(World world, String container) throws IOException {
    JsonNode all = world.ask("GET", "/api/v1/containers/" + container + "/operations", "");
    world.names(OPERATION, all.at("/operations/0/id").asString());
  }

  /** The transfer goes on for as long as the server lives, or until it is called off. */
  private static void beginImport(World world) throws IOException, InterruptedException {
    Trouble.Hold hold = world.engine().trouble().hold(Call.PULL);
    JsonNode made = world.ask("POST", "/api/v1/containers", IMPORT);
    hold.awaitArrivals(1);
    world.names("f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1", made.path("id").asString());
    nameOperation(world, "import-1");
  }

  private static void callOffImport(World world) throws IOException, InterruptedException {
    beginImport(world);
    world.ask("POST", "/api/v1/operations/" + world.real(OPERATION) + "/cancel", "");
  }

  /** It was restarted once; the clock stands, so that there is no second time. */
  private static void healGateway(World world) throws IOException, InterruptedException {
    Stage.addSickGateway(world.engine());
    String gateway = "/api/v1/containers/gateway-1";
    while (!world.ask("GET", "/api/v1/containers", "").toString().contains("gateway-1")) {
      Thread.onSpinWait();
    }
    world.await(
        gateway + "/health",
        health ->
            health.at("/restarts/done").asInt() == 1
                && health.path("status").asString("").equals("unhealthy"));
    world.await(
        gateway + "/diagnosis",
        found ->
            found.path("verdict").asString().equals("unhealthy")
                && found.at("/usage/cpu").isString());
    nameOperation(world, "gateway-1");
  }

  private static void breakImport(World world) throws IOException {
    world
        .engine()
        .trouble()
        .failNext(
            Call.PULL, new Fault.NoSuchImage("myteam/import:v1", Fault.ImageProblem.NOT_FOUND));
    JsonNode made = world.ask("POST", "/api/v1/containers?wait=30s", IMPORT);
    world.names("f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1", made.path("id").asString());
  }
}
