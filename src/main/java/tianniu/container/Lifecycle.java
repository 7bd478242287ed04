package tianniu.container;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineRef;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.Operations;
import tianniu.operation.Operations.Lane;
import tianniu.operation.Running;

/** Takes actions on containers: what is allowed is accepted, and then done behind the answer. */
final class Lifecycle {
  private final Engine engine;
  private final LiveView view;
  private final EngineMirror mirror;
  private final Operations operations;
  private final Creation creation;
  private final MountPolicy mounts;
  private final PrivilegeRules privileges;
  private final RunGuard guard;

  Lifecycle(
      Engine engine,
      LiveView view,
      EngineMirror mirror,
      Operations operations,
      Creation creation,
      MountPolicy mounts,
      PrivilegeRules privileges,
      RunGuard guard) {
    this.engine = engine;
    this.view = view;
    this.mirror = mirror;
    this.operations = operations;
    this.creation = creation;
    this.mounts = mounts;
    this.privileges = privileges;
    this.guard = guard;
  }

  /** Accepts an action, or throws why not. The next read shows it under way. */
  Running accept(Caller caller, Action action, LiveContainer container, Options options) {
    return accept(caller, action, container, options, action.allowedIn(options.force()));
  }

  /** Accepts a restart of what runs; what its user has stopped, or paused, stays so. */
  Running acceptRestart(Caller caller, LiveContainer container) {
    return accept(caller, Action.RESTART, container, Options.DEFAULT, Set.of(Status.RUNNING));
  }

  private Running accept(
      Caller caller, Action action, LiveContainer container, Options options, Set<Status> allowed) {
    EngineInfo machine = mirror.requireConnected();
    if (startsProcess(action) || action == Action.UNPAUSE) {
      privileges.require(caller, container);
    }
    if (startsProcess(action) && allowed.contains(container.status())) {
      checkStart(caller, container, machine);
    }
    LiveContainer begun = view.begin(container.id(), action.word, action.transition, allowed);
    if (action == Action.START && begun.draft() != null) {
      creation.reopen(caller.scope(), begun.draft(), container.reason());
    }
    // A container that was never made is made, which takes its lanes itself.
    Lane lane = begun.ref() == null ? Lane.NONE : action.lane;
    return operations.accept(
        action.operationId, begun.id(), lane, () -> run(caller.scope(), action, begun, options));
  }

  private static boolean startsProcess(Action action) {
    return action == Action.START || action == Action.RESTART;
  }

  /** What can be known before a start: a container that was never made needs all checks again. */
  private void checkStart(Caller caller, LiveContainer container, EngineInfo machine) {
    if (container.engine() == null && container.draft() != null) {
      creation.check(caller, container.draft());
      return;
    }
    EngineContainer engineSide = container.engine();
    if (engineSide != null && engineSide.issuedId() != null) {
      mounts.requireSamePlaces(engineSide.volumes(), machine);
    }
    if (container.status() == Status.STOPPED || container.status() == Status.FAILED) {
      creation.requireFreeOnHost(container.ports());
    }
  }

  private @Nullable StatusReason run(
      Scope scope, Action action, LiveContainer begun, Options options)
      throws InterruptedException {
    EngineRef ref = begun.ref();
    if (action == Action.DELETE) {
      return delete(begun, options);
    }
    ContainerSpec draft = begun.draft();
    if (ref == null) {
      return draft == null ? null : creation.noted(draft.id(), creation.make(scope, draft));
    }
    StatusReason why = changed(action, begun.id(), ref, options);
    return draft == null ? why : creation.noted(draft.id(), why);
  }

  private @Nullable StatusReason changed(
      Action action, ContainerId id, EngineRef ref, Options options) {
    try {
      change(action, ref, options);
      return startsProcess(action) ? guard.inspect(id, ref) : null;
    } catch (FaultException e) {
      return Reasons.of(action, e.fault());
    } finally {
      refresh(ref);
    }
  }

  private void change(Action action, EngineRef ref, Options options) {
    ContainerEngine containers = engine.containers();
    switch (action) {
      case START -> containers.start(ref);
      case STOP -> containers.stop(ref, options.grace());
      case RESTART -> containers.restart(ref, options.grace());
      case PAUSE -> containers.pause(ref);
      case UNPAUSE -> containers.unpause(ref);
      case DELETE -> containers.remove(ref, options.force(), options.removeVolumes());
    }
  }

  private @Nullable StatusReason delete(LiveContainer begun, Options options) {
    EngineRef ref = begun.ref();
    try {
      if (ref != null) {
        change(Action.DELETE, ref, options);
      }
    } catch (FaultException e) {
      if (!(e.fault() instanceof Fault.NoSuchContainer)) {
        refresh(ref);
        return Reasons.of(Action.DELETE, e.fault());
      }
    }
    creation.forget(begun.id());
    view.drop(begun.id());
    return null;
  }

  /** Brings the effect into the view before the operation ends; without the engine, later. */
  private void refresh(@Nullable EngineRef ref) {
    if (ref != null) {
      try {
        mirror.refresh(ref);
      } catch (FaultException _) {
        // The mirror looks at everything when the engine is back.
      }
    }
  }
}
