package tianniu.container;

import static java.util.Objects.requireNonNull;
import static tianniu.live.Status.PAUSED;
import static tianniu.live.Status.RUNNING;
import static tianniu.live.Status.STOPPED;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.NetworkPoint;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;
import tianniu.operation.Operation;
import tianniu.operation.Operation.By;
import tianniu.operation.Operations;
import tianniu.operation.Operations.Lane;
import tianniu.operation.Order;
import tianniu.operation.Running;
import tianniu.operation.Step;
import tianniu.operation.Terms;

/**
 * Makes containers anew as they are, but for the values of their secrets: an engine cannot change
 * the environment of a container that is there. Id, name, ports and volumes stay; what was written
 * outside of volumes is lost. A container that ran or was paused runs afterwards.
 */
final class Recreation {
  private static final Set<Status> ALLOWED = Set.of(RUNNING, PAUSED, STOPPED);
  private static final String ACTION = "recreate";

  private final Engine engine;
  private final LiveView view;
  private final EngineMirror mirror;
  private final Operations operations;
  private final Creation creation;

  Recreation(
      Engine engine, LiveView view, EngineMirror mirror, Operations operations, Creation creation) {
    this.engine = engine;
    this.view = view;
    this.mirror = mirror;
    this.operations = operations;
    this.creation = creation;
  }

  /** Begins it in the view, or throws why not; it is promised when the order is accepted. */
  Order order(Caller caller, LiveContainer container, @Nullable String cause) {
    operations.requireOpen();
    mirror.requireConnected();
    ContainerSpec now = specOf(container);
    creation.requireSamePlaces(now.volumes());
    creation.filled(caller.scope(), now.environment());
    By by = By.of(caller, cause);
    Task task = operations.task(Status.RESTARTING, by);
    LiveContainer begun = view.beginAnew(container.id(), ACTION, task, ALLOWED, Recreation::specOf);
    EngineContainer there = requireNonNull(begun.engine());
    ContainerSpec spec = requireNonNull(begun.draft());
    LiveContainer before =
        new LiveContainer(begun.id(), there, container.draft(), null, container.reason());
    try {
      Operation operation =
          operations.draw(
              task, Verbs.RECREATE, begun, Terms.of(Options.DEFAULT_GRACE, true, false, there), by);
      // With its draft, since a crash after the old one was removed must not lose it.
      return creation.order(
          operation, spec, before, self -> run(self, operation, there.ref(), spec));
    } catch (Throwable e) {
      // Nobody else knows of it yet.
      view.revert(before);
      throw e;
    }
  }

  /** The same for what an earlier process may have begun, or done. */
  @Nullable StatusReason runAgain(Running self, Operation operation, ContainerSpec spec)
      throws InterruptedException {
    LiveContainer now = view.find(spec.id());
    EngineContainer there = now == null ? null : now.engine();
    boolean starts = operation.terms().ran();
    if (there == null) {
      creation.fetch(self, spec);
      return operations.in(
          self, Lane.WORK, _ -> makeAgain(self, operation.by().scope(), spec, starts));
    }
    if (there.ref().equals(operation.terms().ref())) {
      return run(self, operation, there.ref(), spec);
    }
    // The new one is there.
    return starts && there.startedAt() == null
        ? creation.started(self, spec.id(), there.ref())
        : null;
  }

  /** What it is now, as something to be made; the ports that the engine has picked stay. */
  private static ContainerSpec specOf(LiveContainer container) {
    EngineContainer there = container.engine();
    if (there == null) {
      // Its creation is under way, or has failed: then a start makes it with the present values.
      List<String> words = ALLOWED.stream().map(Status::word).sorted().toList();
      throw new Fault.WrongState(container.id().value(), ACTION, container.status().word(), words)
          .asException();
    }
    NetworkPoint network = there.network();
    return new ContainerSpec(
        container.id(),
        there.name(),
        there.image(),
        there.createdAt(),
        there.createdBy(),
        there.labels(),
        there.ports(),
        // An anonymous volume is named here: the new container mounts the same one.
        there.volumes(),
        network == null ? null : network.name(),
        there.limits(),
        there.environment(),
        there.restartPolicy(),
        there.health(),
        there.process());
  }

  private @Nullable StatusReason run(
      Running self, Operation operation, EngineRef old, ContainerSpec spec)
      throws InterruptedException {
    Scope scope = operation.by().scope();
    boolean ran = operation.terms().ran();
    try {
      // All that can fail is tried before anything is taken down.
      creation.filled(scope, spec.environment());
      creation.fetch(self, spec);
      takeDown(self, old, ran);
    } catch (FaultException e) {
      return stillThere(old, e.fault());
    }
    view.removed(old);
    return operations.in(self, Lane.WORK, _ -> makeAgain(self, scope, spec, ran));
  }

  private void takeDown(Running self, EngineRef old, boolean ran) throws InterruptedException {
    operations.in(
        self,
        Lane.WAIT,
        _ -> {
          self.commit();
          self.at(Step.STOPPING);
          stop(old);
          return null;
        });
    operations.in(
        self,
        Lane.WORK,
        _ -> {
          self.at(Step.REMOVING);
          remove(old, ran);
          return null;
        });
  }

  /** An engine whose answer was lost may have stopped it all the same. */
  private void stop(EngineRef old) {
    try {
      engine.containers().stop(old, Options.DEFAULT_GRACE);
    } catch (FaultException e) {
      if (!hasEnded(old)) {
        throw e;
      }
    }
  }

  private boolean hasEnded(EngineRef old) {
    try {
      return engine.containers().find(old).filter(Recreation::isEnded).isPresent();
    } catch (FaultException _) {
      return false;
    }
  }

  private static boolean isEnded(EngineContainer there) {
    return there.state() == EngineState.EXITED || there.state() == EngineState.CREATED;
  }

  /** The same: what is not there any more was removed by it, unless it says that it was not. */
  private void remove(EngineRef old, boolean ran) {
    try {
      // By force: its own restart policy, or somebody, may have started it again.
      engine.containers().remove(old, true, false);
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchContainer) {
        throw e;
      }
      EngineState left = stateAfter(e, old);
      if (left == null) {
        return;
      }
      if (left == EngineState.REMOVING) {
        view.removed(old);
      } else if (ran) {
        engine.containers().start(old);
      }
      throw e;
    }
  }

  /** Null when the engine has it no more. */
  private @Nullable EngineState stateAfter(FaultException failure, EngineRef old) {
    try {
      return engine.containers().find(old).map(EngineContainer::state).orElse(null);
    } catch (FaultException _) {
      // Removed or not: the draft is all that is sure. If the engine still has the old one, the
      // mirror finds it when the engine is back.
      view.removed(old);
      throw failure;
    }
  }

  private @Nullable StatusReason stillThere(EngineRef old, Fault fault) {
    try {
      mirror.refresh(old);
    } catch (FaultException _) {
      // The mirror looks at everything when the engine is back.
    }
    // Who removes it behind our back does not want it again.
    return fault instanceof Fault.NoSuchContainer ? null : Reasons.of(Action.RESTART, fault);
  }

  private @Nullable StatusReason makeAgain(
      Running self, Scope scope, ContainerSpec spec, boolean starts) {
    try {
      self.at(Step.CREATING);
      EngineRef made = creation.create(scope, spec, starts);
      try {
        if (starts) {
          self.at(Step.STARTING);
          creation.startOnce(spec.id(), made);
          return creation.inspected(spec.id(), made);
        }
        return null;
      } finally {
        mirror.refresh(made);
      }
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
  }
}
