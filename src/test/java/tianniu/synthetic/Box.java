package tianniu.synthetic;

import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A container of the synthetic engine.
 *
 * @param number gives it its address and its usage
 * @param config the engine's {@code Config}, as JSON
 * @param host the engine's {@code HostConfig}, as JSON
 */
record Box(
    int number,
    String id,
    String name,
    String image,
    Instant created,
    Map<String, String> labels,
    String config,
    String host,
    Run run) {
  private static final Template HOST = Template.of("host");
  private static final String COMMAND = "[\"sh\",\"-c\",\"while :; do date; sleep 1; done\"]";

  /** The limit of every container that the engine begins with. */
  static final long MEMORY_LIMIT = 64L << 20;

  /** One of those that the engine begins with; the same for the same seed and number. */
  static Box seeded(long seed, int number, Instant created) {
    String id = id(seed, number);
    Map<String, String> labels =
        Map.of(
            "app",
            number % 2 == 0 ? "web" : "worker",
            "group",
            "g" + number / 20,
            "shard",
            Integer.toString(number % 10));
    String config =
        "{\"Hostname\":\""
            + id.substring(0, 12)
            + "\",\"Domainname\":\"\",\"User\":\"\",\"Tty\":false,\"OpenStdin\":false,"
            + "\"Env\":[\"PATH=/bin\",\"ROLE=synthetic\"],\"Cmd\":"
            + COMMAND
            + ",\"Image\":\""
            + Documents.IMAGE
            + "\",\"Volumes\":null,\"WorkingDir\":\"\",\"Entrypoint\":null,\"Labels\":"
            + Documents.object(labels)
            + "}";
    String host = HOST.fill(_ -> Long.toString(MEMORY_LIMIT));
    return new Box(
        number,
        id,
        "synthetic-" + number,
        Documents.IMAGE,
        created,
        labels,
        config,
        host,
        Run.NONE);
  }

  static String id(long seed, int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    StringBuilder id = new StringBuilder(64);
    for (int i = 0; i < 4; i++) {
      id.append(String.format("%016x", random.nextLong()));
    }
    return id.toString();
  }

  Box with(Run other) {
    return new Box(number, id, name, image, created, labels, config, host, other);
  }

  String address() {
    return "172.17." + ((number + 2) >> 8 & 0xff) + "." + ((number + 2) & 0xff);
  }
}
