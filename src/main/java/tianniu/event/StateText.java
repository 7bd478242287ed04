package tianniu.event;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.HealthStatus;
import tianniu.http.Json;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;

/** A {@link State} as a row keeps it: JSON, with times in microseconds. */
final class StateText {
  private StateText() {}

  static String of(State state) {
    StatusReason reason = state.reason();
    Task task = state.task();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ref", state.ref() == null ? null : state.ref().value());
    fields.put("name", state.name());
    fields.put("image", state.image());
    fields.put("labels", state.labels());
    fields.put("created_at", Micros.of(state.createdAt()));
    fields.put("engine", state.engine() == null ? null : state.engine().name());
    fields.put("transition", task == null ? null : task.now().name());
    fields.put("begun", task == null ? null : task.begun().name());
    fields.put("operation", task == null ? null : task.operation());
    fields.put("cause", task == null ? null : task.cause());
    fields.put("started_at", micros(state.startedAt()));
    fields.put("finished_at", micros(state.finishedAt()));
    fields.put("exit_code", state.exitCode());
    fields.put("oom_killed", state.oomKilled());
    fields.put("health", state.health() == null ? null : state.health().name());
    fields.put("why_code", reason == null ? null : reason.code());
    fields.put("why_message", reason == null ? null : reason.message());
    fields.put("begun_operation", state.begun());
    return Json.text(fields);
  }

  /** What {@link #of(State)} wrote of this container. */
  static State read(ContainerId id, String text) {
    Map<String, Object> fields = Json.map(text);
    String ref = text(fields, "ref");
    String engine = text(fields, "engine");
    String health = text(fields, "health");
    String code = text(fields, "why_code");
    return new State(
        id,
        ref == null ? null : new EngineRef(ref),
        needed(fields, "name"),
        needed(fields, "image"),
        labels(fields.get("labels")),
        Objects.requireNonNullElse(time(fields, "created_at"), Instant.EPOCH),
        engine == null ? null : EngineState.valueOf(engine),
        task(fields),
        time(fields, "started_at"),
        time(fields, "finished_at"),
        fields.get("exit_code") instanceof Number exit ? exit.intValue() : null,
        Boolean.TRUE.equals(fields.get("oom_killed")),
        health == null ? null : HealthStatus.valueOf(health),
        code == null ? null : new StatusReason(code, needed(fields, "why_message")),
        text(fields, "begun_operation"));
  }

  /** A row of before an upgrade may have the transition alone. */
  private static @Nullable Task task(Map<String, Object> fields) {
    String transition = text(fields, "transition");
    if (transition == null) {
      return null;
    }
    String begun = text(fields, "begun");
    return new Task(
        text(fields, "operation"),
        Status.valueOf(begun == null ? transition : begun),
        Status.valueOf(transition),
        text(fields, "cause"));
  }

  private static @Nullable Long micros(@Nullable Instant time) {
    return time == null ? null : Micros.of(time);
  }

  private static @Nullable String text(Map<String, Object> fields, String name) {
    return (String) fields.get(name);
  }

  private static String needed(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  private static Map<String, String> labels(@Nullable Object value) {
    Map<String, String> labels = new HashMap<>();
    if (value instanceof Map<?, ?> found) {
      found.forEach((key, each) -> labels.put((String) key, (String) each));
    }
    return Map.copyOf(labels);
  }

  private static @Nullable Instant time(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof Number micros ? Micros.instant(micros.longValue()) : null;
  }
}
