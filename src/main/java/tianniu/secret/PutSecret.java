package tianniu.secret;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ReservedLabels;
import tianniu.http.JsonFields;

/**
 * Body of putSecret.
 *
 * @param labels null when none were given
 */
record PutSecret(Values values, @Nullable Map<String, String> labels) {
  private static final int MAX_LABELS = 64;

  static @Nullable PutSecret read(JsonFields fields) {
    Values values = Values.read(fields);
    Map<String, String> labels = fields.map("labels", MAX_LABELS);
    for (String key : labels.keySet()) {
      if (key.isEmpty()) {
        fields.refuse("labels", "must not have an empty key");
      } else if (ReservedLabels.has(key)) {
        fields.refuse("labels." + key, "must not begin with " + ReservedLabels.PREFIX);
      }
    }
    return values == null ? null : new PutSecret(values, fields.isObject("labels") ? labels : null);
  }
}
