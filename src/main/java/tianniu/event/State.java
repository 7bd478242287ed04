package tianniu.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.HealthStatus;
import tianniu.engine.ImageHealth;
import tianniu.live.Labels;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;

/**
 * As much of a container as events tell of.
 *
 * @param ref null while the engine does not have it
 * @param labels not all of them where they are too large
 * @param engine null while the engine does not have it
 * @param task that is under way; null when none is
 * @param health of a run, by the check that it was made with, or its image's; null without one
 * @param reason why the last operation failed
 * @param begun the operation whose beginning was told last, or is told with this; null for none
 */
record State(
    ContainerId id,
    @Nullable EngineRef ref,
    String name,
    String image,
    Map<String, String> labels,
    Instant createdAt,
    @Nullable EngineState engine,
    @Nullable Task task,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Integer exitCode,
    boolean oomKilled,
    @Nullable HealthStatus health,
    @Nullable StatusReason reason,
    @Nullable String begun) {
  /**
   * As it is.
   *
   * @param probed what the check that it was made with has shown in this run; null for nothing yet
   */
  static State of(LiveContainer container, @Nullable HealthStatus probed) {
    EngineContainer engine = container.engine();
    return new State(
        container.id(),
        container.ref(),
        container.name(),
        container.image(),
        Labels.noted(container.labels()),
        exact(container.createdAt()),
        engine == null ? null : engine.state(),
        container.task(),
        engine == null || engine.startedAt() == null ? null : exact(engine.startedAt()),
        engine == null || engine.finishedAt() == null ? null : exact(engine.finishedAt()),
        engine == null ? null : engine.exitCode(),
        engine != null && engine.outOfMemory(),
        engine == null ? null : health(engine, probed),
        container.reason(),
        container.task() == null ? null : container.task().operation());
  }

  private static @Nullable HealthStatus health(
      EngineContainer engine, @Nullable HealthStatus probed) {
    if (engine.health() != null) {
      return probed == null ? HealthStatus.STARTING : probed;
    }
    ImageHealth image = engine.imageHealth();
    return image == null ? null : image.status();
  }

  /**
   * The same, behind what was told last. A server that has just started has not probed yet, so what
   * was known of a run still holds; and what operation has begun is not forgotten with its end.
   */
  State behind(@Nullable State before) {
    if (before == null) {
      return this;
    }
    boolean isUnknown =
        health == HealthStatus.STARTING && Objects.equals(before.startedAt, startedAt);
    return with(
        isUnknown && before.health != null ? before.health : health,
        begun == null ? before.begun : begun);
  }

  /** Whether what is under way has ended before, and its beginning was told then. */
  boolean isTakenUpAgain(State before) {
    return before.task == null && begun != null && begun.equals(before.begun);
  }

  @Nullable Status transition() {
    return task == null ? null : task.now();
  }

  private State with(@Nullable HealthStatus otherHealth, @Nullable String otherBegun) {
    return new State(
        id,
        ref,
        name,
        image,
        labels,
        createdAt,
        engine,
        task,
        startedAt,
        finishedAt,
        exitCode,
        oomKilled,
        otherHealth,
        reason,
        otherBegun);
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
        task,
        null,
        null,
        null,
        false,
        null,
        null,
        begun);
  }

  Event.Subject subject() {
    return new Event.Subject(id, name, image, labels);
  }
}
