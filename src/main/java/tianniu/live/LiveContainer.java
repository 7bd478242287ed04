package tianniu.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.PortMapping;
import tianniu.engine.ResourceLimits;

/**
 * One container at one moment.
 *
 * @param engine what the engine last said of it; null while the engine does not know it yet, or
 *     never will because its creation failed
 * @param draft what it is to be made from; null once it was made and started, and for containers
 *     that were not made through this API
 * @param transition the status of the operation that is under way; null when none is
 * @param reason why the last operation failed; null when it did not
 */
public record LiveContainer(
    ContainerId id,
    @Nullable EngineContainer engine,
    @Nullable ContainerSpec draft,
    @Nullable Status transition,
    @Nullable StatusReason reason) {
  public LiveContainer {
    if (engine == null && draft == null) {
      throw new IllegalArgumentException("neither made nor to be made: " + id);
    }
  }

  public Status status() {
    if (transition != null) {
      return transition;
    }
    if (engine == null) {
      return Status.FAILED;
    }
    return isStillborn() ? Status.FAILED : Status.of(engine.state());
  }

  /** Whether it was made and could not be started; an engine that died then calls it dead. */
  private boolean isStillborn() {
    return draft != null
        && reason != null
        && engine != null
        && engine.startedAt() == null
        && engine.finishedAt() == null
        && Status.of(engine.state()) == Status.STOPPED;
  }

  /**
   * Whether it stays when the engine has it no more: it is being made, or its creation has failed
   * and nobody removed what there was of it.
   *
   * @param isRemoved whether the engine has told of a removal; else it is only missing there
   */
  boolean outlivesItsEngineSide(boolean isRemoved) {
    return draft != null && (transition != null || (!isRemoved && isStillborn()));
  }

  /** Null when the engine does not know the container. */
  public @Nullable EngineRef ref() {
    return engine == null ? null : engine.ref();
  }

  /** Whether its first process exists: it runs or is paused. */
  public boolean hasProcess() {
    return engine != null
        && (engine.state() == EngineState.RUNNING || engine.state() == EngineState.PAUSED);
  }

  /** Whether the engine itself is about to start it again, with no operation under way. */
  public boolean isCrashLooping() {
    return transition == null && engine != null && engine.state() == EngineState.RESTARTING;
  }

  public String name() {
    return engine != null ? engine.name() : spec().name();
  }

  public String image() {
    return engine != null ? engine.image() : spec().image();
  }

  public Instant createdAt() {
    return engine != null ? engine.createdAt() : spec().createdAt();
  }

  public Map<String, String> labels() {
    return engine != null ? engine.labels() : spec().labels();
  }

  public List<PortMapping> ports() {
    return engine != null ? engine.ports() : spec().ports();
  }

  public ResourceLimits limits() {
    return engine != null ? engine.limits() : spec().limits();
  }

  /** The id of the key that made it through this API; null when none did. */
  public @Nullable String createdBy() {
    if (engine == null) {
      return spec().createdBy();
    }
    // An image that was committed from a container of ours carries its labels on to others.
    return id.equals(engine.issuedId()) ? engine.createdBy() : null;
  }

  /** Whether it holds its published ports on the host, or is about to. */
  boolean holdsPorts() {
    return switch (status()) {
      case STOPPED, FAILED, DELETED, DELETING -> false;
      case CREATING, STARTING, RUNNING, PAUSING, PAUSED, UNPAUSING, STOPPING, RESTARTING -> true;
    };
  }

  private ContainerSpec spec() {
    if (draft == null) {
      throw new IllegalStateException("neither made nor to be made: " + id);
    }
    return draft;
  }

  LiveContainer withEngine(EngineContainer next) {
    boolean up = next.state() == EngineState.RUNNING || next.state() == EngineState.PAUSED;
    boolean settled = up && transition == null;
    return new LiveContainer(id, next, settled ? null : draft, transition, settled ? null : reason);
  }

  LiveContainer inTransition(Status next) {
    return new LiveContainer(id, engine, draft, next, null);
  }

  LiveContainer withDraft(@Nullable ContainerSpec next) {
    return new LiveContainer(id, engine, next, transition, reason);
  }

  /** The operation has ended. */
  LiveContainer atRest(@Nullable StatusReason why) {
    return new LiveContainer(id, engine, why == null ? null : draft, null, why);
  }

  /** Somebody else than an operation has ended its run. */
  LiveContainer because(StatusReason why) {
    return new LiveContainer(id, engine, draft, transition, why);
  }

  /** The engine has lost it; only what it was to be made from is left. */
  LiveContainer withoutEngine() {
    return new LiveContainer(id, null, draft, transition, reason);
  }
}
