package tianniu.synthetic;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The engine's documents, after those of Docker 20.10. */
final class Documents {
  static final String IMAGE = "tianniu-lab/busybox:1";
  static final String IMAGE_ID =
      "sha256:ef4805ea5219a3b69506fcd98e456a481e0d4e1fdd727ebd44368982125f8848";
  static final String VERSION =
      "{\"Platform\":{\"Name\":\"\"},\"Version\":\"20.10.24+synthetic\",\"ApiVersion\":\"1.41\","
          + "\"MinAPIVersion\":\"1.12\",\"Os\":\"linux\",\"Arch\":\"amd64\"}";

  private static final Template INSPECT = Template.of("inspect");
  private static final Template LISTED = Template.of("listed");
  private static final Template NETWORKS = Template.of("networks");
  private static final Template STATS = Template.of("stats");
  private static final Template INFO = Template.of("info");

  private Documents() {}

  static String inspect(Box box) {
    Run run = box.run();
    return INSPECT.fill(
        slot ->
            switch (slot) {
              case "id" -> box.id();
              case "created" -> box.created();
              case "args" -> "[]";
              case "status" -> run.status().word();
              case "running" -> run.hasProcess();
              case "paused" -> run.status() == Run.Status.PAUSED;
              case "pid" -> run.pid();
              case "exit" -> run.exitCode();
              case "started" -> run.started();
              case "finished" -> run.finished();
              case "image-id" -> IMAGE_ID;
              case "name" -> box.name();
              case "host" -> box.host();
              case "config" -> box.config();
              case "address" -> address(box);
              case "networks" -> networks(box);
              default -> throw new IllegalStateException("inspect." + slot);
            });
  }

  static void listed(StringBuilder out, Box box, Instant now) {
    LISTED.into(
        out,
        slot ->
            switch (slot) {
              case "id" -> box.id();
              case "name" -> box.name();
              case "image" -> box.image();
              case "image-id" -> IMAGE_ID;
              case "created" -> box.created().getEpochSecond();
              case "labels" -> object(box.labels());
              case "status" -> box.run().status().word();
              case "words" -> words(box.run(), now);
              case "networks" -> networks(box);
              default -> throw new IllegalStateException("listed." + slot);
            });
  }

  private static String words(Run run, Instant now) {
    return switch (run.status()) {
      case CREATED -> "Created";
      case RUNNING -> "Up " + Duration.between(run.started(), now).toSeconds() + " seconds";
      case PAUSED -> "Up " + Duration.between(run.started(), now).toSeconds() + " seconds (Paused)";
      case EXITED ->
          "Exited ("
              + run.exitCode()
              + ") "
              + Duration.between(run.finished(), now).toSeconds()
              + " seconds ago";
    };
  }

  private static String networks(Box box) {
    return NETWORKS.fill(_ -> address(box));
  }

  private static String address(Box box) {
    return box.run().hasProcess() ? box.address() : "";
  }

  static String info(int all, int running, Instant now) {
    return INFO.fill(
        slot ->
            switch (slot) {
              case "all" -> all;
              case "running" -> running;
              case "now" -> now;
              default -> throw new IllegalStateException("info." + slot);
            });
  }

  /**
   * Usage at a time. Container n uses n mod 50 thousandths of a core and grows by n mod 7 KB a
   * second on its network: steady, so that rates can be foretold.
   */
  static String stats(Box box, Instant now, Duration tick) {
    Run run = box.run();
    long nanos = run.hasProcess() ? Duration.between(run.started(), now).toNanos() : 0;
    long before = Math.max(0, nanos - tick.toNanos());
    long system = now.getEpochSecond() * 2_000_000_000L + now.getNano() * 2L;
    int n = box.number();
    return STATS.fill(
        slot ->
            switch (slot) {
              case "id" -> box.id();
              case "name" -> box.name();
              case "read" -> run.hasProcess() ? now : Run.NEVER;
              case "before" -> run.hasProcess() ? now.minus(tick) : Run.NEVER;
              case "cpu" -> nanos / 1000 * (n % 50);
              case "cpu-before" -> before / 1000 * (n % 50);
              case "system" -> run.hasProcess() ? system : 0;
              case "system-before" -> run.hasProcess() ? system - 2 * tick.toNanos() : 0;
              case "memory" -> run.hasProcess() ? (1 + n % 16) * 1_048_576L : 0;
              case "rx", "tx" -> nanos / 1_000_000 * (n % 7);
              case "read-bytes" -> run.hasProcess() ? n % 3 * 65_536L : 0;
              default -> throw new IllegalStateException("stats." + slot);
            });
  }

  static String event(Box box, String action, Map<String, String> more, long timeNano) {
    Map<String, String> attributes = new TreeMap<>(box.labels());
    attributes.put("image", box.image());
    attributes.put("name", box.name());
    attributes.putAll(more);
    return "{\"status\":"
        + text(action)
        + ",\"id\":"
        + text(box.id())
        + ",\"from\":"
        + text(box.image())
        + ",\"Type\":\"container\",\"Action\":"
        + text(action)
        + ",\"Actor\":{\"ID\":"
        + text(box.id())
        + ",\"Attributes\":"
        + object(attributes)
        + "},\"scope\":\"local\","
        + time(timeNano);
  }

  /** The bridge's events name the container that came or went. */
  static String networkEvent(Box box, String action, long timeNano) {
    return "{\"Type\":\"network\",\"Action\":"
        + text(action)
        + ",\"Actor\":{\"ID\":\"c576896eb83e82a946e8e16e0e5aecf62c137dd7eac0314a8dd9ec8b67a4a267\","
        + "\"Attributes\":{\"container\":"
        + text(box.id())
        + ",\"name\":\"bridge\",\"type\":\"bridge\"}},\"scope\":\"local\","
        + time(timeNano);
  }

  private static String time(long timeNano) {
    return "\"time\":" + timeNano / 1_000_000_000 + ",\"timeNano\":" + timeNano + "}\n";
  }

  static String object(Map<String, String> values) {
    StringJoiner json = new StringJoiner(",", "{", "}");
    values.forEach((name, value) -> json.add(text(name) + ":" + text(value)));
    return json.toString();
  }

  /** As a string of JSON. Made for names and labels; control characters are left out. */
  static String text(String plain) {
    StringBuilder json = new StringBuilder(plain.length() + 2).append('"');
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c >= ' ') {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
