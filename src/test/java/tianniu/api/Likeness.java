package tianniu.api;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Compares an answer with its example: fields, their order and types, and values but for those that
 * differ from run to run.
 */
final class Likeness {
  /** The id of an event. */
  static final String ID = "id";

  /** What differs, by operation: what is drawn by lot, and what is measured while time passes. */
  private static final Map<String, Set<String>> MEASURED =
      Map.ofEntries(
          entry("createContainer", Set.of("$.id")),
          // Whether a first probe is news depends on which thread was first.
          entry(
              "listEvents",
              Set.of(ID, "$.id", "$.at", "$.events[].id", "$.events[].at", "$.last_event_id")),
          entry("getContainerEvents", Set.of("$.events[].id", "$.events[].at")),
          // The engine's clock goes.
          entry("getContainerDiagnosis", Set.of("$.started_at")),
          entry("listAudit", Set.of("$.entries[].seq")),
          entry("listKeys", Set.of("$.keys[].created_at")),
          entry("createKey", Set.of("$.id", "$.key")),
          entry("rotateKey", Set.of("$.key")),
          entry(
              "listContainers",
              Set.of(
                  "$.containers[].resource_usage.cpu",
                  "$.containers[].resource_usage.memory",
                  "$.containers[].resource_usage.network_rx",
                  "$.containers[].resource_usage.network_tx",
                  "$.containers[].resource_usage.sampled_at")),
          entry(
              "getContainer",
              Set.of(
                  "$.resource_usage.cpu",
                  "$.resource_usage.memory",
                  "$.resource_usage.network_rx",
                  "$.resource_usage.network_tx",
                  "$.resource_usage.sampled_at",
                  "$.engine_id")),
          entry(
              "getContainerStats",
              Set.of(
                  ID,
                  "$.timestamp",
                  "$.cpu.usage_percent",
                  "$.cpu.system_cpu_usage",
                  "$.network.rx_bytes",
                  "$.network.rx_packets",
                  "$.network.tx_bytes",
                  "$.network.tx_packets",
                  "$.io.read_ops",
                  "$.io.write_ops",
                  "$.io.read_bytes",
                  "$.io.write_bytes")),
          entry(
              "getContainerStatsHistory",
              Set.of(
                  "$.points",
                  "$.points[].timestamp",
                  "$.points[].cpu_percent",
                  "$.points[].memory_usage",
                  "$.points[].network_rx_rate",
                  "$.points[].network_tx_rate",
                  "$.points[].io_read_rate",
                  "$.points[].io_write_rate")),
          entry(
              "streamContainerStats",
              Set.of(
                  "$.containers[].timestamp",
                  "$.containers[].cpu_percent",
                  "$.containers[].memory_usage",
                  "$.containers[].network_rx_rate",
                  "$.containers[].network_tx_rate",
                  "$.containers[].io_read_rate",
                  "$.containers[].io_write_rate")),
          entry("getContainerHealth", Set.of("$.probes", "$.probes[].duration_ms")));

  private static final Map<String, Set<String>> VARYING = varying();

  private static Map<String, Set<String>> varying() {
    Map<String, Set<String>> varying = new HashMap<>(MEASURED);
    for (String action : List.of("Start", "Stop", "Restart", "Pause", "Unpause", "Delete")) {
      varying.put("batch" + action + "Containers", Set.of("$.results[].operation_id"));
    }
    varying.put("rotateSecret", Set.of("$.results[].operation_id"));
    return varying;
  }

  private final Set<String> varying;
  private final List<String> differences = new ArrayList<>();

  private Likeness(Set<String> varying) {
    this.varying = varying;
  }

  /** What is not as the example has it; empty when all is. */
  static List<String> differences(String operationId, JsonNode example, JsonNode answer) {
    Likeness likeness = new Likeness(VARYING.getOrDefault(operationId, Set.of()));
    likeness.compare(example, answer, "$");
    return likeness.differences;
  }

  static boolean varies(String operationId, String place) {
    return VARYING.getOrDefault(operationId, Set.of()).contains(place);
  }

  private void compare(JsonNode example, JsonNode answer, String place) {
    if (!kind(example).equals(kind(answer))) {
      differ(example, answer, place);
    } else if (example.isObject()) {
      compareObjects(example, answer, place);
    } else if (example.isArray()) {
      compareArrays(example, answer, place);
    } else if (!varying.contains(place) && !isSame(example, answer)) {
      differ(example, answer, place);
    }
  }

  private void compareObjects(JsonNode example, JsonNode answer, String place) {
    List<String> names = List.copyOf(example.propertyNames());
    if (!names.equals(List.copyOf(answer.propertyNames()))) {
      differences.add(place + ": " + answer.propertyNames() + " in place of " + names);
      return;
    }
    names.forEach(name -> compare(example.path(name), answer.path(name), place + "." + name));
  }

  private void compareArrays(JsonNode example, JsonNode answer, String place) {
    if (varying.contains(place) && !example.isEmpty() && !answer.isEmpty()) {
      // There are more of them as time goes by, each like the first.
      answer.forEach(element -> compare(example.path(0), element, place + "[]"));
      return;
    }
    if (example.size() != answer.size()) {
      differ(example, answer, place);
      return;
    }
    Iterator<JsonNode> answers = answer.iterator();
    for (JsonNode element : example) {
      compare(element, answers.next(), place + "[]");
    }
  }

  /** A number is a number: whether it needs a fraction this time is the value's affair. */
  private static String kind(JsonNode node) {
    return node.getNodeType().name();
  }

  private static boolean isSame(JsonNode example, JsonNode answer) {
    return example.isNumber()
        ? example.decimalValue().compareTo(answer.decimalValue()) == 0
        : example.equals(answer);
  }

  private void differ(JsonNode example, JsonNode answer, String place) {
    differences.add(place + ": " + answer + " in place of " + example);
  }
}
