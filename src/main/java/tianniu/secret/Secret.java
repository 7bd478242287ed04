package tianniu.secret;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tianniu.http.Json;
import tianniu.http.JsonFields;

/**
 * What may be known of a secret: all but its values.
 *
 * @param version 1 at first, and one more with each change
 * @param createdBy the id of the key that called; so {@code updatedBy}
 */
record Secret(
    String name,
    long version,
    PublicPart shown,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    String updatedBy) {

  /**
   * The part that stands in the database as it is.
   *
   * @param labels of the scope that the secret belongs to
   * @param keys sorted
   */
  record PublicPart(Map<String, String> labels, List<String> keys) {
    private static final int MAX_LABELS = 256;

    PublicPart {
      labels = Map.copyOf(labels);
      keys = List.copyOf(keys);
    }

    /** Always the same text for the same part. */
    String json() {
      Map<String, Object> ordered = new TreeMap<>();
      ordered.put("labels", new TreeMap<>(labels));
      ordered.put("keys", keys);
      return new String(Json.bytes(ordered), StandardCharsets.UTF_8);
    }

    static PublicPart of(String json) {
      return JsonFields.read(
          json.getBytes(StandardCharsets.UTF_8),
          fields -> {
            List<String> keys = fields.texts("keys", Values.MAX_KEYS);
            return new PublicPart(
                fields.map("labels", MAX_LABELS), keys == null ? List.of() : keys);
          });
    }
  }

  Map<String, String> labels() {
    return shown.labels();
  }

  List<String> keys() {
    return shown.keys();
  }

  /** What the values are bound to. */
  String label() {
    return name + "\n" + version + "\n" + shown.json();
  }
}
