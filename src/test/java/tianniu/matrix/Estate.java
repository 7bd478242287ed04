package tianniu.matrix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.api.HttpWire;
import tianniu.api.Situation;
import tianniu.api.World;
import tianniu.engine.ContainerSummary;
import tianniu.engine.EngineContainer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server with what two teams have on it, and a key of each caller. */
final class Estate implements AutoCloseable {
  /** Trusted, so that each stranger can come from an address of its own and none is slowed. */
  private static final Map<String, String> SETTINGS = Map.of("--trusted-proxies", "127.0.0.1");

  private final World world;
  private final String state;
  private final Map<Visitor, String> keys = new HashMap<>();
  private final Map<Side, Holding> holdings = new EnumMap<>(Side.class);
  private int made;

  /** What a team has at the moment. */
  static final class Holding {
    private final Map<Kind, String> names = new EnumMap<>(Kind.class);
    private final Set<String> ids = new HashSet<>();
    private String containerId = "";
    private String dockerId = "";
    private String keyText = "";

    String name(Kind kind) {
      return Objects.requireNonNull(names.get(kind), kind::name);
    }

    String containerId() {
      return containerId;
    }

    String dockerId() {
      return dockerId;
    }

    /** Ids of all that it ever had. */
    Set<String> ids() {
      return ids;
    }
  }

  private Estate(World world, String state) {
    this.world = world;
    this.state = state;
  }

  /**
   * Starts a server.
   *
   * @param permission which the roles "only" and "all-but" are about
   * @param state of the containers: running, stopped or paused
   */
  static Estate open(Path dataDir, String permission, String state) throws Exception {
    Estate estate = new Estate(World.open(dataDir, Situation.USUAL, SETTINGS), state);
    try {
      estate.ask("PUT", "/api/v1/roles/nothing", "{'permissions': []}");
      for (Side side : Side.values()) {
        estate.holdings.put(side, new Holding());
        for (Kind kind : Kind.values()) {
          estate.renew(kind, side);
        }
      }
      estate.makeKeys(permission);
      return estate;
    } catch (Exception | Error e) {
      estate.close();
      throw e;
    }
  }

  Holding of(Side side) {
    return Objects.requireNonNull(holdings.get(side));
  }

  int port() {
    return world.port();
  }

  /** The engine goes away and stays so; returns when that was noticed. */
  void loseEngine() throws Exception {
    world.engine().trouble().engineAway();
    while (!ask("GET", "/healthz", "").path("engine").asString().equals("down")) {
      Thread.sleep(5);
    }
  }

  /** A name that nothing has yet. */
  String fresh() {
    return "fresh-" + made++;
  }

  /** The text of a caller's key; null for who has none. */
  @Nullable String key(Visitor visitor) {
    return keys.get(visitor);
  }

  JsonNode ask(String method, String target, String body) throws IOException {
    return world.ask(method, target, body.replace('\'', '"'));
  }

  /** Gives a team another thing of this kind. */
  void renew(Kind kind, Side side) throws IOException {
    Holding holding = of(side);
    String name = side.word() + "-" + made++;
    holding.names.put(kind, name);
    switch (kind) {
      case CONTAINER -> renewContainer(holding, name, side);
      case SECRET ->
          ask(
              "PUT",
              "/api/v1/secrets/" + name,
              "{'values': {'word': 'x'}, 'labels': " + side.label() + "}");
      case KEY -> {
        JsonNode key = makeKey(name, "nothing", side.team());
        holding.names.put(kind, key.path("id").asString());
        holding.ids.add(key.path("id").asString());
        holding.keyText = key.path("key").asString();
      }
      case QUOTA ->
          ask(
              "PUT",
              "/api/v1/quotas/" + name,
              "{'containers': 1000, 'labels': {'team': '" + side.team() + "'}}");
      // Roles are no team's.
      case ROLE -> {
        holding.names.put(kind, "role-" + made);
        ask("PUT", "/api/v1/roles/role-" + made, "{'permissions': []}");
      }
      case OPERATION -> holding.names.put(kind, operation(holding.containerId));
      case NONE -> {}
    }
  }

  /** One that has ended, on a container that is there. */
  private String operation(String container) throws IOException {
    JsonNode all =
        ask("GET", "/api/v1/containers/" + container + "/operations?status=succeeded", "");
    return all.at("/operations/0/id").asString();
  }

  private void renewContainer(Holding holding, String name, Side side) throws IOException {
    JsonNode container =
        ask(
            "POST",
            "/api/v1/containers?wait=30s",
            "{'name': '" + name + "', 'image': 'nginx:latest', 'labels': " + side.label() + "}");
    holding.containerId = container.path("id").asString();
    holding.dockerId = dockerId(name);
    holding.ids.add(holding.containerId);
    holding.ids.add(holding.dockerId);
    if (!state.equals("running")) {
      String action = state.equals("paused") ? "pause" : "stop";
      ask("POST", "/api/v1/containers/" + holding.containerId + "/" + action + "?wait=30s", "");
    }
  }

  private String dockerId(String name) {
    for (ContainerSummary summary : world.engine().containers().list()) {
      EngineContainer found = world.engine().containers().find(summary.ref()).orElse(null);
      if (found != null && found.name().equals(name)) {
        return summary.ref().value();
      }
    }
    throw new IllegalStateException("the engine has no " + name);
  }

  private void makeKeys(String permission) throws IOException {
    for (Standing standing : Standing.values()) {
      if (!standing.isBuiltIn()) {
        String permissions =
            JsonMapper.shared().writeValueAsString(standing.permissions(permission));
        ask("PUT", "/api/v1/roles/" + standing.role(), "{'permissions': " + permissions + "}");
      }
    }
    for (Visitor visitor : Visitor.all()) {
      switch (visitor.standing()) {
        case NO_KEY -> {}
        case UNKNOWN_KEY -> keys.put(visitor, "tn_unknown");
        case REVOKED_KEY -> {
          JsonNode key = makeKey("revoked", "admin", visitor.reach().team());
          ask("DELETE", "/api/v1/keys/" + key.path("id").asString(), "");
          keys.put(visitor, key.path("key").asString());
        }
        case NOTHING, VIEWER, OPERATOR, DEVELOPER, ADMIN, ONLY, ALL_BUT -> {
          String role = visitor.standing().role();
          JsonNode key = makeKey("caller", role, visitor.reach().team());
          keys.put(visitor, key.path("key").asString());
        }
      }
    }
  }

  private JsonNode makeKey(String name, String role, String team) throws IOException {
    String scope = team.isEmpty() ? "{}" : "{'team': '" + team + "'}";
    return ask(
        "POST",
        "/api/v1/keys",
        "{'name': '" + name + "', 'role': '" + role + "', 'scope': {'labels': " + scope + "}}");
  }

  /** All that a refused call must leave as it is. */
  String standsAs() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String list : new String[] {"containers", "keys", "secrets"}) {
      all.append(ask("GET", "/api/v1/" + list, "").path("total")).append(' ');
    }
    all.append(ask("GET", "/api/v1/roles", ""));
    for (Side side : Side.values()) {
      Holding holding = of(side);
      JsonNode container = look("containers/" + holding.containerId);
      all.append(container.path("status")).append(container.path("labels"));
      all.append(container.path("name")).append(container.path("started_at"));
      all.append(look("secrets/" + holding.name(Kind.SECRET)).path("version"));
      all.append(look("quotas/" + holding.name(Kind.QUOTA)).path("containers"));
      all.append(statusFor(holding.keyText));
    }
    return all.toString();
  }

  /** A thing as it is; nothing when a call that was to be refused has taken it away. */
  private JsonNode look(String target) {
    try {
      return ask("GET", "/api/v1/" + target, "");
    } catch (IOException _) {
      return JsonMapper.shared().createObjectNode();
    }
  }

  /** 404 for a key that is valid: it leads to nothing. */
  private int statusFor(String key) throws IOException {
    try (HttpWire wire = HttpWire.to(port())) {
      HttpWire.Head head =
          wire.send(
              "GET",
              "/api/v1/nothing",
              Map.of("Authorization", "Bearer " + key),
              "".getBytes(StandardCharsets.UTF_8));
      return head.status();
    }
  }

  @Override
  public void close() {
    world.close();
  }
}
