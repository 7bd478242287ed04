package tianniu.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import tianniu.api.ApiDocument;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes values that fit a schema of the document, and spoils them. */
final class Values {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 8;

  /** Those of the demonstration, and those that the fuzzer makes. */
  private static final List<String> CONTAINERS =
      List.of(
          "fz-0",
          "fz-1",
          "fz-2",
          "fz-3",
          "fz-4",
          "fz-5",
          "fz-6",
          "fz-7",
          "web-1",
          "web-2",
          "cache",
          "database",
          "worker",
          "backup",
          "import",
          "preview");

  /** What means something to the server, by the name of the property or parameter. */
  private static final Map<String, List<String>> KNOWN =
      Map.ofEntries(
          Map.entry("container_id", CONTAINERS),
          Map.entry("container_ids", CONTAINERS),
          Map.entry("ids", List.of("fz-1,fz-2", "web-1", "fz-3,nobody,cache")),
          Map.entry("container", names("fz-", 4)),
          Map.entry("role", List.of("viewer", "operator", "developer", "fz-role-1", "fz-role-2")),
          Map.entry(
              "image", List.of("nginx:latest", "busybox", "redis:7", "none:1", "private/app")),
          Map.entry("network", List.of("shop", "bridge", "nowhere", "host")),
          Map.entry("host_path", List.of("shop-data", "/data/x", "/srv", "/etc", "no-volume")),
          Map.entry("container_path", List.of("/mnt/a", "/mnt/b", "/var/lib/x")),
          Map.entry("working_dir", List.of("/", "/tmp")),
          Map.entry("endpoint", List.of("http://localhost/", "http://localhost:81/x")),
          Map.entry("command", List.of("echo", "true", "false", "ls", "no-such-program")),
          Map.entry("cpu", List.of("0.5", "2.0", "1", "64")),
          Map.entry("memory", List.of("128MB", "64M", "1GiB", "6291456")),
          Map.entry("key", List.of("word", "other")),
          Map.entry("label", List.of("app=shop", "team=a", "x")),
          Map.entry("wait", List.of("1s", "2s", "10ms", "0s")),
          Map.entry("interval", List.of("1s", "5s")),
          Map.entry("timeout", List.of("1s", "2s")),
          Map.entry("permissions", List.of("container:read", "container:logs", "audit:read")),
          Map.entry("since", List.of("2026-01-01T00:00:00Z", "10m")),
          Map.entry("until", List.of("2030-01-01T00:00:00Z", "1m")));

  private final ApiDocument document;
  private final Map<String, List<String>> made;
  private final SplittableRandom random;

  /**
   * Makes values of a document.
   *
   * @param made what was made for it, by the name of the parameter
   */
  Values(ApiDocument document, Map<String, List<String>> made, SplittableRandom random) {
    this.document = document;
    this.made = made;
    this.random = random;
  }

  private static List<String> names(String prefix, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(prefix + i);
    }
    return names;
  }

  /** A text that may mean something under this name; empty when nothing is known of it. */
  String known(String name) {
    List<String> texts = made.getOrDefault(name, KNOWN.getOrDefault(name, List.of()));
    return texts.isEmpty() ? "" : texts.get(random.nextInt(texts.size()));
  }

  JsonNode fitting(JsonNode given, String name, int depth) {
    JsonNode schema = document.resolve(given);
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.has(choice)) {
        JsonNode choices = schema.path(choice);
        return fitting(choices.path(random.nextInt(choices.size())), name, depth);
      }
    }
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (schema.has("enum")) {
      return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, name, depth);
      case "integer" -> integer(schema);
      case "number" -> NODES.numberNode(random.nextInt(100) / 10.0);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.stringNode(text(schema, name));
    };
  }

  private String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      return type.path(random.nextInt(type.size())).asString();
    }
    return type.asString(schema.has("properties") ? "object" : "string");
  }

  private JsonNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(each -> required.add(each.asString()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = property.getKey();
      boolean wanted = depth < DEEPEST && random.nextInt(3) == 0;
      if (required.contains(name) || wanted) {
        object.set(name, fitting(property.getValue(), name, depth + 1));
      }
    }
    if (schema.path("additionalProperties").isObject() && depth < DEEPEST) {
      for (int i = random.nextInt(3); i > 0; i--) {
        String key = random.nextInt(4) == 0 ? Hostile.text(random) : "k" + i;
        object.set(key, fitting(schema.path("additionalProperties"), key, depth + 1));
      }
    }
    return object;
  }

  private JsonNode array(JsonNode schema, String name, int depth) {
    ArrayNode array = NODES.arrayNode();
    int least = schema.path("minItems").asInt(0);
    int most = Math.min(schema.path("maxItems").asInt(4), 4);
    int size = depth >= DEEPEST ? least : least + random.nextInt(Math.max(1, most - least + 1));
    for (int i = 0; i < size; i++) {
      array.add(fitting(schema.path("items"), name, depth + 1));
    }
    return array;
  }

  private JsonNode integer(JsonNode schema) {
    long least = schema.path("minimum").asLong(0);
    long most = schema.path("maximum").asLong(Long.MAX_VALUE);
    return switch (random.nextInt(8)) {
      case 0 -> NODES.numberNode(most);
      case 1 -> NODES.numberNode(least);
      default -> NODES.numberNode(least + random.nextLong(Math.min(most - least, 5) + 1));
    };
  }

  private String text(JsonNode schema, String name) {
    String known = known(name);
    if (known.isEmpty()) {
      known = name.equals("name") ? "fz-" + random.nextInt(8) : "text" + random.nextInt(9);
    }
    if (schema.has("pattern")) {
      Pattern pattern = Pattern.compile(schema.path("pattern").asString());
      for (String each : List.of(known, "1s", "5m", "512MB", "0.5", "a".repeat(32), "abc")) {
        if (pattern.matcher(each).find()) {
          return each;
        }
      }
    }
    return known;
  }

  /** The same value with one part of it spoilt. */
  JsonNode spoilt(JsonNode value) {
    JsonNode copy = value.deepCopy();
    List<JsonNode> holders = new ArrayList<>();
    collect(copy, holders);
    if (holders.isEmpty()) {
      return Hostile.value(random);
    }
    JsonNode holder = holders.get(random.nextInt(holders.size()));
    if (holder instanceof ObjectNode object) {
      spoil(object);
    } else if (holder instanceof ArrayNode array) {
      spoil(array);
    }
    return copy;
  }

  private static void collect(JsonNode node, List<JsonNode> into) {
    if (node.isObject() || node.isArray()) {
      into.add(node);
      node.forEach(inner -> collect(inner, into));
    }
  }

  private void spoil(ObjectNode object) {
    List<String> names = new ArrayList<>(object.propertyNames());
    int what = random.nextInt(5);
    if (names.isEmpty() || what == 0) {
      object.set(Hostile.text(random), Hostile.value(random));
      return;
    }
    String name = names.get(random.nextInt(names.size()));
    if (what == 1) {
      object.remove(name);
    } else {
      object.set(name, Hostile.value(random));
    }
  }

  private void spoil(ArrayNode array) {
    int times = random.nextInt(10) == 0 ? 1500 : 1 + random.nextInt(3);
    JsonNode element =
        array.isEmpty() || random.nextBoolean()
            ? Hostile.value(random)
            : array.path(random.nextInt(array.size()));
    for (int i = 0; i < times; i++) {
      array.add(element);
    }
  }
}
