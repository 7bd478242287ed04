package tianniu.container;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;
import tianniu.operation.Addendum;
import tianniu.operation.Operation;
import tianniu.operation.Operation.By;
import tianniu.operation.Operations;
import tianniu.operation.Order;
import tianniu.operation.Running;
import tianniu.operation.Step;
import tianniu.operation.Terms;

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

  /**
   * Begins an action in the view, or throws why not; it is promised when the order is accepted.
   *
   * @param cause what it has in common with others; null for none
   */
  Order order(
      Caller caller,
      Action action,
      LiveContainer container,
      Options options,
      @Nullable String cause) {
    return order(caller, action, container, options, action.allowedIn(options.force()), cause);
  }

  /** Begins a restart of what runs; what its user has stopped, or paused, stays so. */
  Order restartOfRunning(Caller caller, LiveContainer container, String cause) {
    return order(caller, Action.RESTART, container, Options.DEFAULT, Set.of(Status.RUNNING), cause);
  }

  private Order order(
      Caller caller,
      Action action,
      LiveContainer container,
      Options options,
      Set<Status> allowed,
      @Nullable String cause) {
    operations.requireOpen();
    EngineInfo machine = mirror.requireConnected();
    if (startsProcess(action) || action == Action.UNPAUSE) {
      privileges.require(caller, container);
    }
    if (startsProcess(action) && allowed.contains(container.status())) {
      checkStart(caller, container, machine);
    }
    By by = By.of(caller, cause);
    Task task = operations.task(action.transition, by);
    LiveContainer begun = view.begin(container.id(), action.word, task, allowed);
    LiveContainer before =
        new LiveContainer(begun.id(), begun.engine(), begun.draft(), null, container.reason());
    try {
      Terms terms =
          Terms.of(options.grace(), options.force(), options.removeVolumes(), begun.engine());
      Operation operation = operations.draw(task, action.operationId, begun, terms, by);
      return order(operation, action, before, self -> run(self, operation, action, begun));
    } catch (Throwable e) {
      // Nobody else knows of it yet.
      view.revert(before);
      throw e;
    }
  }

  private Order order(
      Operation operation, Action action, LiveContainer before, Operations.Work work) {
    ContainerSpec draft = before.draft();
    if (draft == null) {
      return new Order(operation, action.lane, work, Addendum.NONE, before);
    }
    if (action == Action.START) {
      // A container that was never made is made, which takes its lanes itself.
      return before.ref() == null
          ? creation.order(operation, draft, before, work)
          : new Order(
              operation,
              action.lane,
              work,
              DraftNote.making(view, operation.by().scope(), draft, before),
              before);
    }
    DraftNote note = DraftNote.changing(view, before, action == Action.DELETE);
    return new Order(operation, action.lane, work, note, before);
  }

  /** Goes on with an action of an earlier process on a container that is not to be made. */
  Order orderAgain(Operation operation, Action action, @Nullable LiveContainer before) {
    Operations.Work work = self -> runAgain(self, operation, action);
    return before == null
        ? new Order(operation, action.lane, work, Addendum.NONE, null)
        : order(operation, action, before, work);
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
      Running self, Operation operation, Action action, LiveContainer begun)
      throws InterruptedException {
    EngineContainer there = begun.engine();
    if (action == Action.DELETE) {
      return delete(self, begun.id(), there == null ? null : there.ref(), operation.terms());
    }
    if (there == null) {
      return creation.make(self, operation.by().scope(), requireNonNull(begun.draft()));
    }
    return changed(
        self, action, begun.id(), there.ref(), () -> change(self, action, there, operation));
  }

  private @Nullable StatusReason changed(
      Running self, Action action, ContainerId id, EngineRef ref, Runnable change) {
    try {
      self.at(step(action));
      change.run();
    } catch (FaultException e) {
      return Reasons.of(action, e.fault());
    }
    return inspected(action, id, ref);
  }

  private @Nullable StatusReason inspected(Action action, ContainerId id, EngineRef ref) {
    try {
      return startsProcess(action) ? guard.inspect(id, ref) : null;
    } catch (FaultException e) {
      return Reasons.of(action, e.fault());
    } finally {
      refresh(ref);
    }
  }

  private static Step step(Action action) {
    return switch (action) {
      case START -> Step.STARTING;
      case STOP, RESTART -> Step.STOPPING;
      case PAUSE -> Step.PAUSING;
      case UNPAUSE -> Step.UNPAUSING;
      case DELETE -> Step.REMOVING;
    };
  }

  /**
   * A restart in two calls, each of which an engine does once however often it is told: after a
   * crash between them the run's beginning tells which is left. One that somebody else made may be
   * one that the engine removes when it stops, which only the engine's own restart keeps.
   */
  private void change(Running self, Action action, EngineContainer there, Operation operation) {
    EngineRef ref = there.ref();
    Terms terms = operation.terms();
    if (action == Action.RESTART && there.issuedId() != null) {
      carryOut(Action.STOP, ref, terms);
      self.at(Step.STARTING);
      carryOut(Action.START, ref, terms);
    } else {
      carryOut(action, ref, terms);
    }
  }

  /**
   * Makes one call. An engine whose answer was lost may have done it all the same, and one that
   * refuses may have done it just before: so a failed call has the view brought up to date.
   */
  private void carryOut(Action action, EngineRef ref, Terms terms) {
    try {
      tell(action, ref, terms);
    } catch (FaultException e) {
      refresh(ref);
      if (shown(ref).filter(there -> isDone(action, there, terms)).isEmpty()) {
        throw e;
      }
    }
  }

  private void tell(Action action, EngineRef ref, Terms terms) {
    ContainerEngine containers = engine.containers();
    switch (action) {
      case START -> containers.start(ref);
      case STOP -> containers.stop(ref, terms.grace());
      case RESTART -> containers.restart(ref, terms.grace());
      case PAUSE -> containers.pause(ref);
      case UNPAUSE -> containers.unpause(ref);
      case DELETE -> containers.remove(ref, terms.force(), terms.removeVolumes());
    }
  }

  private @Nullable StatusReason delete(
      Running self, ContainerId id, @Nullable EngineRef ref, Terms terms) {
    self.at(Step.REMOVING);
    try {
      if (ref != null) {
        leaving(id);
        tell(Action.DELETE, ref, terms);
      }
    } catch (FaultException e) {
      if (!(e.fault() instanceof Fault.NoSuchContainer) && isStillThere(id, ref)) {
        return Reasons.of(Action.DELETE, e.fault());
      }
    }
    view.drop(id);
    return null;
  }

  /** An engine whose answer was lost may have done it all the same. */
  private boolean isStillThere(ContainerId id, @Nullable EngineRef ref) {
    refresh(ref);
    LiveContainer now = view.find(id);
    return now != null && now.ref() != null;
  }

  private void leaving(ContainerId id) {
    LiveContainer container = view.find(id);
    if (container != null) {
      view.leaving(container);
    }
  }

  /** The same for what an earlier process may have begun, or done: the engine is asked first. */
  private @Nullable StatusReason runAgain(Running self, Operation operation, Action action) {
    ContainerId id = operation.container();
    Terms terms = operation.terms();
    LiveContainer shown = view.find(id);
    // One that the engine did not have may be there by now, by a call that came late.
    EngineRef ref = terms.ref() != null || shown == null ? terms.ref() : shown.ref();
    if (action == Action.DELETE) {
      return delete(self, id, ref, terms);
    }
    if (ref == null) {
      return Reasons.of(action, new Fault.NoSuchContainer(id.value()));
    }
    return changed(self, action, id, ref, () -> changeAgain(self, action, ref, operation));
  }

  private void changeAgain(Running self, Action action, EngineRef ref, Operation operation) {
    mirror.refresh(ref);
    EngineContainer there =
        shown(ref).orElseThrow(() -> new Fault.NoSuchContainer(ref.value()).asException());
    if (isDone(action, there, operation.terms())) {
      return;
    }
    if (action == Action.RESTART && !isUp(there)) {
      // It was stopped; now it would be again, if the dead process's start came late.
      carryOut(Action.START, ref, operation.terms());
    } else {
      change(self, action, there, operation);
    }
  }

  /** What the view has of a container of the engine. */
  private Optional<EngineContainer> shown(EngineRef ref) {
    return view.snapshot()
        .find(ref.value())
        .map(LiveContainer::engine)
        .filter(there -> there.ref().equals(ref));
  }

  private static boolean isDone(Action action, EngineContainer there, Terms terms) {
    return switch (action) {
      case START -> isUp(there) || terms.hasRunSince(there);
      case RESTART -> terms.hasRunSince(there);
      case PAUSE -> there.state() == EngineState.PAUSED;
      case UNPAUSE -> there.state() == EngineState.RUNNING;
      case STOP, DELETE -> !isUp(there);
    };
  }

  private static boolean isUp(EngineContainer there) {
    return switch (there.state()) {
      case RUNNING, PAUSED, RESTARTING -> true;
      case CREATED, REMOVING, EXITED, DEAD -> false;
    };
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
