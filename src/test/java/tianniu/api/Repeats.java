package tianniu.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.Trouble;
import tianniu.fault.Fault;

/** Requests that were sent before with the keys that examples send again. */
final class Repeats {
  private static final String CONTAINERS = "/api/v1/containers";
  private static final String EXEC = CONTAINERS + "/a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6/exec";
  private static final String CREATION = "{\"name\":\"order-1\",\"image\":\"nginx:latest\"}";
  private static final String BATCH = "{\"labels\":{\"order\":\"1\"}}";
  private static final String COMMAND = "{\"command\":[\"true\"]}";

  private Repeats() {}

  /** Uses the key {@code order-1} for other requests; {@code command-1} for one that is lost. */
  static void useUp(World world) throws IOException {
    send(world, CONTAINERS, "order-1", CREATION);
    send(world, EXEC, "order-1", COMMAND);
    for (String action : List.of("start", "stop", "restart", "pause", "unpause", "delete")) {
      send(
          world,
          CONTAINERS + "/batch/" + action,
          "order-1",
          "{\"container_ids\":[\"no-such-container\"]}");
    }
    world.engine().trouble().failNext(Call.EXEC, new Fault.EngineUnavailable("it went away"));
    send(world, EXEC, "command-1", COMMAND);
  }

  /** Has requests with the key {@code order-1} under way for as long as the server runs. */
  static void holdUp(World world) throws IOException, InterruptedException {
    holdUpBatches(world);
    holdUp(world, Call.HAS_IMAGE, CONTAINERS, CREATION);
    holdUp(world, Call.EXEC, EXEC, COMMAND);
  }

  /**
   * Batches that differ in nothing but what they do: each finds one container that it may be done
   * to. What is held up cannot be had for the containers after it, hence the order.
   */
  private static void holdUpBatches(World world) throws IOException, InterruptedException {
    make(world, "order-delete", "stop");
    holdUpBatch(world, "delete", Call.REMOVE);
    make(world, "order-unpause", "pause");
    holdUpBatch(world, "unpause", Call.UNPAUSE);
    make(world, "order-pause");
    holdUpBatch(world, "pause", Call.PAUSE);
    make(world, "order-restart");
    holdUpBatch(world, "restart", Call.STOP);
    make(world, "order-stop");
    holdUpBatch(world, "stop", Call.STOP);
    Stage.addStopped(world.engine(), "order-start", Map.of("order", "1"));
    world.await(
        CONTAINERS + "?label=order%3D1", list -> list.toString().contains("\"order-start\""));
    holdUpBatch(world, "start", Call.START);
  }

  private static void make(World world, String name, String... actions) throws IOException {
    String body =
        "{\"name\":\"%s\",\"image\":\"nginx:latest\",\"labels\":{\"order\":\"1\"}}".formatted(name);
    world.ask("POST", CONTAINERS + "?wait=30s", body);
    for (String action : actions) {
      world.ask("POST", CONTAINERS + "/" + name + "/" + action + "?wait=30s", "");
    }
  }

  private static void holdUpBatch(World world, String action, Call call)
      throws InterruptedException {
    holdUp(world, call, CONTAINERS + "/batch/" + action + "?wait=10m", BATCH);
  }

  private static void holdUp(World world, Call call, String target, String body)
      throws InterruptedException {
    Trouble.Hold hold = world.hold(call);
    Thread.startVirtualThread(() -> sendForEver(world, target, body));
    hold.awaitArrivals(1);
  }

  private static void sendForEver(World world, String target, String body) {
    try {
      send(world, target, "order-1", body);
    } catch (IOException _) {
      // The server has ended.
    }
  }

  private static void send(World world, String target, String key, String body) throws IOException {
    Map<String, String> headers =
        Map.of(
            "Authorization",
            "Bearer " + World.KEY,
            "X-Request-Id",
            "req-of-the-stage",
            "Idempotency-Key",
            key);
    try (HttpWire wire = HttpWire.to(world.port())) {
      HttpWire.Head head =
          wire.send("POST", target, headers, body.getBytes(StandardCharsets.UTF_8));
      wire.body(head, Integer.MAX_VALUE);
    }
  }
}
