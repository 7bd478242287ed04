package tianniu.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.HealthStatus;
import tianniu.engine.ImageHealth;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.live.StatusReason;

/**
 * As much of a container as events tell of.
 *
 * @param ref null while the engine does not have it
 * @param engine null while the engine does not have it
 * @param transition of the operation under way; null when none is
 * @param health by the image's own check, of a run; null without one
 * @param reason why the last operation failed
 */
record State(
    ContainerId id,
    @Nullable EngineRef ref,
    String name,
    String image,
    Map<String, String> labels,
    Instant createdAt,
    @Nullable EngineState engine,
    @Nullable Status transition,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Integer exitCode,
    boolean oomKilled,
    @Nullable HealthStatus health,
    @Nullable StatusReason reason) {
  static State of(LiveContainer container) {
    EngineContainer engine = container.engine();
    ImageHealth health = engine == null ? null : engine.imageHealth();
    return new State(
        container.id(),
        container.ref(),
        container.name(),
        container.image(),
        container.labels(),
        exact(container.createdAt()),
        engine == null ? null : engine.state(),
        container.transition(),
        engine == null || engine.startedAt() == null ? null : exact(engine.startedAt()),
        engine == null || engine.finishedAt() == null ? null : exact(engine.finishedAt()),
        engine == null ? null : engine.exitCode(),
        engine != null && engine.outOfMemory(),
        health == null ? null : health.status(),
        container.reason());
  }

  /** As exactly as it is kept. */
  private static Instant exact(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** Whether its first process exists. */
  boolean isUp() {
    return engine == EngineState.RUNNING || engine == EngineState.PAUSED;
  }

  /** The same before its first run. */
  State unborn() {
    return new State(
        id,
        ref,
        name,
        image,
        labels,
        createdAt,
        engine == null ? null : EngineState.CREATED,
        transition,
        null,
        null,
        null,
        false,
        null,
        null);
  }

  Event.Subject subject() {
    return new Event.Subject(id, name, image, labels);
  }
}
