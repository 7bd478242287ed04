package tianniu.live;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.PortMapping;
import tianniu.engine.ResourceLimits;
import tianniu.fault.Fault;
import tianniu.live.Task.Stage;

/**
 * One container at one moment.
 *
 * @param engine what the engine last said of it; null while the engine does not know it yet, or
 *     never will because its creation failed
 * @param draft what it is to be made from; null once it was made and started, and for containers
 *     that were not made through this API
 * @param task that is under way; null when none is
 * @param reason why the last operation failed; null when it did not
 */
public record LiveContainer(
    ContainerId id,
    @Nullable EngineContainer engine,
    @Nullable ContainerSpec draft,
    @Nullable Task task,
    @Nullable StatusReason reason) {
  private static final Set<Status> RUNNING_OR_PAUSED = Set.of(Status.RUNNING, Status.PAUSED);

  public LiveContainer {
    if (engine == null && draft == null) {
      throw new IllegalArgumentException("neither made nor to be made: " + id);
    }
  }

  public Status status() {
    if (task != null) {
      return task.now();
    }
    if (engine == null) {
      return Status.FAILED;
    }
    return isStillborn() ? Status.FAILED : Status.of(engine.state());
  }

  /** The status of the task that is under way; null when none is. */
  public @Nullable Status transition() {
    return task == null ? null : task.now();
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
    return draft != null && (task != null || (!isRemoved && isStillborn()));
  }

  /** Null when the engine does not know the container. */
  public @Nullable EngineRef ref() {
    return engine == null ? null : engine.ref();
  }

  /** Whether what is under way on it may still be refused. */
  public boolean isAsked() {
    return task != null && task.stage() == Stage.ASKED;
  }

  /** Whether its first process exists: it runs or is paused. */
  public boolean hasProcess() {
    return engine != null
        && (engine.state() == EngineState.RUNNING || engine.state() == EngineState.PAUSED);
  }

  /** Whether the engine itself is about to start it again, with no operation under way. */
  public boolean isCrashLooping() {
    return task == null && engine != null && engine.state() == EngineState.RESTARTING;
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

  /**
   * Refuses an action in other statuses than these. What ends a run or begins another may break a
   * crash loop; there is nothing to pause in one.
   */
  void requireIn(Set<Status> allowed, String action) {
    Status now = status();
    boolean loop = isCrashLooping() && allowed.containsAll(RUNNING_OR_PAUSED);
    if (!allowed.contains(now) && !loop) {
      List<String> words = EnumSet.copyOf(allowed).stream().map(Status::word).toList();
      throw new Fault.WrongState(id.value(), action, now.word(), words).asException();
    }
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
    boolean settled = up && task == null;
    return new LiveContainer(id, next, settled ? null : draft, task, settled ? null : reason);
  }

  LiveContainer begun(Task next) {
    return new LiveContainer(id, engine, draft, next, null);
  }

  /** The task has come to its next step. */
  LiveContainer at(Status next) {
    return begun(task == null ? Task.of(next) : task.at(next));
  }

  /** The operation is promised, if it is that which is under way. */
  LiveContainer promised(String operation) {
    return task != null && operation.equals(task.operation()) ? at(task, Stage.PROMISED) : this;
  }

  /** What is under way will not be done, unless it is not even promised. */
  LiveContainer calledOff() {
    return task == null || isAsked() ? this : at(task, Stage.CALLED_OFF);
  }

  private LiveContainer at(Task present, Stage stage) {
    return new LiveContainer(id, engine, draft, present.at(stage), reason);
  }

  LiveContainer withDraft(@Nullable ContainerSpec next) {
    return new LiveContainer(id, engine, next, task, reason);
  }

  /** The operation has ended. */
  LiveContainer atRest(@Nullable StatusReason why) {
    return new LiveContainer(id, engine, why == null ? null : draft, null, why);
  }

  /** Somebody else than an operation has ended its run. */
  LiveContainer because(StatusReason why) {
    return new LiveContainer(id, engine, draft, task, why);
  }

  /** The engine has lost it; only what it was to be made from is left. */
  LiveContainer withoutEngine() {
    return new LiveContainer(id, null, draft, task, reason);
  }
}
