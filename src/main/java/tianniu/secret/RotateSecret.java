package tianniu.secret;

import org.jspecify.annotations.Nullable;
import tianniu.http.JsonFields;

/**
 * Body of rotateSecret.
 *
 * @param recreate whether the containers that use it are to get the new values now
 */
record RotateSecret(Values values, boolean recreate) {
  static @Nullable RotateSecret read(JsonFields fields) {
    Values values = Values.read(fields);
    boolean recreate = fields.flag("recreate", false);
    return values == null ? null : new RotateSecret(values, recreate);
  }
}
