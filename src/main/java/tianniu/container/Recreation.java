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
import tianniu.engine.NetworkPoint;
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

  /** Accepts it, or throws why not. */
  Running accept(Caller caller, LiveContainer container) {
    mirror.requireConnected();
    ContainerSpec now = specOf(container);
    creation.requireSamePlaces(now.volumes());
    creation.filled(caller.scope(), now.environment());
    LiveContainer begun =
        view.beginAnew(container.id(), ACTION, Status.RESTARTING, ALLOWED, Recreation::specOf);
    // A crash after the old one was removed must not lose it.
    creation.reopen(caller.scope(), requireNonNull(begun.draft()), container.reason());
    boolean ran = hasRun(requireNonNull(begun.engine()));
    return operations.accept(
        "recreateContainer",
        begun.id(),
        Lane.NONE,
        () -> creation.noted(begun.id(), run(caller.scope(), begun, ran)));
  }

  private static boolean hasRun(EngineContainer there) {
    return switch (there.state()) {
      case RUNNING, PAUSED, RESTARTING -> true;
      case CREATED, REMOVING, EXITED, DEAD -> false;
    };
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

  private @Nullable StatusReason run(Scope scope, LiveContainer begun, boolean ran)
      throws InterruptedException {
    EngineRef old = requireNonNull(begun.ref());
    ContainerSpec spec = requireNonNull(begun.draft());
    try {
      // All that can fail is tried before anything is taken down.
      creation.filled(scope, spec.environment());
      creation.fetch(spec);
      takeDown(old, ran);
    } catch (FaultException e) {
      return stillThere(old, e.fault());
    }
    view.removed(old);
    return operations.in(Lane.WORK, () -> makeAgain(scope, spec, ran));
  }

  private void takeDown(EngineRef old, boolean ran) throws InterruptedException {
    operations.in(
        Lane.WAIT,
        () -> {
          engine.containers().stop(old, Options.DEFAULT_GRACE);
          return null;
        });
    operations.in(
        Lane.WORK,
        () -> {
          remove(old, ran);
          return null;
        });
  }

  private void remove(EngineRef old, boolean ran) {
    try {
      // By force: its own restart policy, or somebody, may have started it again.
      engine.containers().remove(old, true, false);
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.EngineUnavailable) {
        // Removed or not: the draft is all that is sure. If the engine still has the old one, the
        // mirror finds it when the engine is back.
        view.removed(old);
      } else if (ran && !(e.fault() instanceof Fault.NoSuchContainer)) {
        engine.containers().start(old);
      }
      throw e;
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

  private @Nullable StatusReason makeAgain(Scope scope, ContainerSpec spec, boolean starts) {
    try {
      EngineRef made = creation.create(scope, spec);
      try {
        if (starts) {
          engine.containers().start(made);
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
