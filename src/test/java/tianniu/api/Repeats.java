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
  static void holdUp(World world) throws InterruptedException {
    Trouble.Hold creation = world.engine().trouble().hold(Call.HAS_IMAGE);
    Trouble.Hold command = world.engine().trouble().hold(Call.EXEC);
    Thread.startVirtualThread(() -> sendForEver(world, CONTAINERS, CREATION));
    Thread.startVirtualThread(() -> sendForEver(world, EXEC, COMMAND));
    creation.awaitArrivals(1);
    command.awaitArrivals(1);
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
