package tianniu.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.http.Json;

/**
 * What there is to say beside the kind of an event. A null says nothing.
 *
 * @param operation of this API, by which it came; null when it came otherwise
 * @param exitCode of the run that has ended
 * @param oomKilled whether that run was ended for want of memory
 * @param reason why something failed, or why events are missing
 * @param health what it was, and is now
 * @param formerName before a renaming
 */
record Details(
    @Nullable String operation,
    @Nullable Integer exitCode,
    @Nullable Boolean oomKilled,
    @Nullable Reason reason,
    @Nullable Health health,
    @Nullable String formerName) {
  static final Details NONE = new Details(null, null, null, null, null, null);

  record Reason(String code, String message) {}

  record Health(@Nullable String from, String to) {}

  static Details by(@Nullable String operation) {
    return operation == null ? NONE : new Details(operation, null, null, null, null, null);
  }

  static Details because(@Nullable String operation, String code, String message) {
    return new Details(operation, null, null, new Reason(code, message), null, null);
  }

  static Details exit(@Nullable String operation, @Nullable Integer code, boolean oomKilled) {
    return new Details(operation, code, oomKilled, null, null, null);
  }

  static Details health(@Nullable String from, String to) {
    return new Details(null, null, null, null, new Health(from, to), null);
  }

  static Details formerly(String name) {
    return new Details(null, null, null, null, null, name);
  }

  /** What its texts take, in bytes or a little more. */
  int weight() {
    return reason == null ? 0 : reason.message.length();
  }

  String json() {
    return Json.text(this);
  }

  /** What {@link #json} wrote. */
  static Details of(String json) {
    Map<String, Object> fields = Json.map(json);
    return new Details(
        (String) fields.get("operation"),
        (Integer) fields.get("exit_code"),
        (Boolean) fields.get("oom_killed"),
        fields.get("reason") instanceof Map<?, ?> reason
            ? new Reason(text(reason.get("code")), text(reason.get("message")))
            : null,
        fields.get("health") instanceof Map<?, ?> health
            ? new Health((String) health.get("from"), text(health.get("to")))
            : null,
        (String) fields.get("former_name"));
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }
}
