package tianniu.synthetic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The engine's API: what is answered to which request. */
final class Answers {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> NETWORKS = Set.of("bridge", "host", "none");
  private static final int EVENTS_AT_ONCE = 32 * 1024;

  private final Fleet fleet;
  private final InstantSource clock;
  private final Tally tally;
  private final Streams streams;

  Answers(Fleet fleet, InstantSource clock, Tally tally, Duration tick) {
    this.fleet = fleet;
    this.clock = clock;
    this.tally = tally;
    this.streams = new Streams(clock, fleet, tick);
  }

  void answer(Asked asked, Line line) throws IOException, InterruptedException {
    switch (asked.at(0)) {
      case "_ping" -> counted("ping", () -> line.answer(200, "text/plain", "OK".getBytes(UTF_8)));
      case "version" -> line.json(200, Documents.VERSION);
      case "info" -> counted("info", () -> line.json(200, info()));
      case "events" -> counted("events", () -> events(asked, line));
      case "containers" -> containers(asked, line);
      case "images" -> image(asked, line);
      case "networks" -> network(asked.at(1), line);
      case "volumes" -> line.refuse(404, "get " + asked.at(1) + ": no such volume");
      default -> line.refuse(404, "page not found");
    }
  }

  private String info() {
    List<Box> all = fleet.all();
    int running = (int) all.stream().filter(box -> box.run().hasProcess()).count();
    return Documents.info(all.size(), running, clock.instant());
  }

  private void events(Asked asked, Line line) throws IOException, InterruptedException {
    String since = asked.query().get("since");
    try (EventLog.Reader reader =
        fleet.events().open(since == null ? clock.instant() : seconds(since))) {
      line.open("application/json");
      while (true) {
        line.chunk(reader.next(EVENTS_AT_ONCE));
      }
    }
  }

  private static Instant seconds(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? Instant.ofEpochSecond(Long.parseLong(text))
        : Instant.ofEpochSecond(
            Long.parseLong(text.substring(0, dot)),
            Long.parseLong((text.substring(dot + 1) + "000000000").substring(0, 9)));
  }

  private void containers(Asked asked, Line line) throws IOException, InterruptedException {
    if (asked.at(1).equals("json")) {
      counted("list", () -> line.json(200, list(asked)));
      return;
    }
    if (asked.method().equals("POST") && asked.at(1).equals("create")) {
      counted("create", () -> create(asked, line));
      return;
    }
    Box box = fleet.find(asked.at(1));
    if (box == null) {
      line.refuse(404, "No such container: " + asked.at(1));
    } else if (asked.method().equals("DELETE")) {
      counted("remove", () -> done(fleet.remove(box, asked.flag("force", false)), line));
    } else if (asked.method().equals("POST")) {
      counted(asked.at(2), () -> change(asked.at(2), box, line));
    } else {
      look(asked, box, line);
    }
  }

  private void look(Asked asked, Box box, Line line) throws IOException, InterruptedException {
    switch (asked.at(2)) {
      case "json" -> counted("inspect", () -> line.json(200, Documents.inspect(box)));
      case "stats" -> {
        if (asked.flag("stream", true)) {
          counted("stats-stream", () -> streams.stats(box, line));
        } else {
          boolean oneShot = asked.flag("one-shot", false);
          counted("stats-once", () -> streams.statsOnce(box, oneShot, line));
        }
      }
      case "logs" -> counted("logs", () -> streams.logs(asked, box, line));
      default -> line.refuse(404, "page not found");
    }
  }

  private void change(String action, Box box, Line line) throws IOException {
    switch (action) {
      case "start" -> done(fleet.start(box), line);
      case "stop" -> done(fleet.stop(box, 0), line);
      case "restart" -> done(fleet.restart(box), line);
      case "kill" -> done(fleet.kill(box), line);
      case "pause" -> done(fleet.pause(box), line);
      case "unpause" -> done(fleet.unpause(box), line);
      default -> line.refuse(404, "page not found");
    }
  }

  private static void done(Fleet.Outcome outcome, Line line) throws IOException {
    if (outcome.message().isEmpty()) {
      line.empty(outcome.status());
    } else {
      line.refuse(outcome.status(), outcome.message());
    }
  }

  private String list(Asked asked) {
    int limit = Integer.parseInt(asked.query().getOrDefault("limit", "0"));
    // As Docker does it: the newest first, and who asks for a number gets those that have ended
    // too.
    boolean all = asked.flag("all", false) || limit > 0;
    List<Box> chosen =
        fleet.all().reversed().stream()
            .filter(box -> all || box.run().hasProcess())
            .limit(limit > 0 ? limit : Long.MAX_VALUE)
            .toList();
    Instant now = clock.instant();
    StringBuilder json = new StringBuilder(chosen.size() * 1000 + 2);
    for (Box box : chosen) {
      json.append(json.isEmpty() ? '[' : ',');
      Documents.listed(json, box, now);
    }
    return json.isEmpty() ? "[]\n" : json.append("]\n").toString();
  }

  private void create(Asked asked, Line line) throws IOException {
    ObjectNode body = (ObjectNode) JSON.readTree(asked.body());
    JsonNode host = body.remove("HostConfig");
    body.remove("NetworkingConfig");
    String image = body.path("Image").asString("");
    if (!isImage(image)) {
      line.refuse(404, "No such image: " + image);
      return;
    }
    Map<String, String> labels = new TreeMap<>();
    body.path("Labels").forEachEntry((name, value) -> labels.put(name, value.asString("")));
    Box made =
        fleet.create(
            asked.query().getOrDefault("name", "unnamed-" + fleet.events().sent()),
            image,
            labels,
            body.toString(),
            host == null ? "{}" : host.toString());
    if (made == null) {
      line.refuse(
          409,
          "Conflict. The container name \"/"
              + asked.query().get("name")
              + "\" is already in use by another container.");
    } else {
      line.json(201, "{\"Id\":\"" + made.id() + "\",\"Warnings\":[]}\n");
    }
  }

  private static boolean isImage(String name) {
    return name.equals(Documents.IMAGE) || name.equals(Documents.IMAGE_ID);
  }

  private void image(Asked asked, Line line) throws IOException {
    List<String> path = asked.path();
    String name = String.join("/", path.subList(1, Math.max(1, path.size() - 1)));
    if (!isImage(name)) {
      line.refuse(404, "No such image: " + name);
      return;
    }
    line.json(
        200,
        "{\"Id\":\""
            + Documents.IMAGE_ID
            + "\",\"RepoTags\":[\""
            + Documents.IMAGE
            + "\"],\"Config\":{\"Env\":[\"PATH=/bin\"],\"Cmd\":[\"sh\"],\"Labels\":null}}\n");
  }

  private static void network(String name, Line line) throws IOException {
    if (NETWORKS.contains(name)) {
      line.json(200, "{\"Name\":\"" + name + "\",\"Driver\":\"" + name + "\"}\n");
    } else {
      line.refuse(404, "network " + name + " not found");
    }
  }

  /** Answers something. */
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void counted(String kind, Work work) throws IOException, InterruptedException {
    tally.begin(kind);
    try {
      work.run();
    } finally {
      tally.end(kind);
    }
  }
}
