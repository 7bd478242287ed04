package tianniu.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.http.Json;
import tianniu.live.Status;
import tianniu.live.Task;

/**
 * What there is to say beside the kind of an event. A null says nothing.
 *
 * @param operation of this API, by which it came; null when it came otherwise
 * @param exitCode of the run that has ended
 * @param oomKilled whether that run was ended for want of memory
 * @param reason why something failed, or why events are missing
 * @param health what it was, and is now
 * @param formerName before a renaming
 * @param operationId of that operation, in the chapter "operations"; null where it is not known
 * @param cause why the server itself has begun the operation; null when somebody has asked for it
 */
record Details(
    @Nullable String operation,
    @Nullable Integer exitCode,
    @Nullable Boolean oomKilled,
    @Nullable Reason reason,
    @Nullable Health health,
    @Nullable String formerName,
    @Nullable String operationId,
    @Nullable String cause) {
  static final Details NONE = new Details(null, null, null, null, null, null, null, null);

  record Reason(String code, String message) {}

  record Health(@Nullable String from, String to) {}

  static Details by(@Nullable Task task) {
    return task == null ? NONE : of(task, null, null, null);
  }

  static Details because(@Nullable Task task, String code, String message) {
    return of(task, null, null, new Reason(code, message));
  }

  static Details exit(@Nullable Task task, @Nullable Integer code, boolean oomKilled) {
    return of(task, code, oomKilled, null);
  }

  private static Details of(
      @Nullable Task task,
      @Nullable Integer exitCode,
      @Nullable Boolean oomKilled,
      @Nullable Reason reason) {
    return new Details(
        task == null ? null : word(task.begun()),
        exitCode,
        oomKilled,
        reason,
        null,
        null,
        task == null ? null : task.operation(),
        task == null ? null : task.cause());
  }

  private static @Nullable String word(Status begun) {
    return switch (begun) {
      case CREATING -> "create";
      case STARTING -> "start";
      case STOPPING -> "stop";
      case RESTARTING -> "restart";
      case PAUSING -> "pause";
      case UNPAUSING -> "unpause";
      case DELETING -> "delete";
      case RUNNING, PAUSED, STOPPED, DELETED, FAILED -> null;
    };
  }

  static Details health(@Nullable String from, String to) {
    return new Details(null, null, null, null, new Health(from, to), null, null, null);
  }

  static Details formerly(String name) {
    return new Details(null, null, null, null, null, name, null, null);
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
        (String) fields.get("former_name"),
        (String) fields.get("operation_id"),
        (String) fields.get("cause"));
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }
}
