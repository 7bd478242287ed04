package tianniu.container;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.container.Drafts.Draft;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineState;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
import tianniu.http.FaultReply;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.StatusReason;
import tianniu.operation.Addendum;
import tianniu.operation.Operation;
import tianniu.operation.Operations;
import tianniu.operation.Operations.Lane;
import tianniu.operation.Order;
import tianniu.operation.Outcome;
import tianniu.operation.Running;

/**
 * Takes up the operations that an earlier process had accepted when it ended. The engine is asked
 * first how far each has come: what it has made carries the id that was answered, and is not made
 * twice; nothing else is done twice either.
 */
final class Resumption implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  /** How long an engine may be at a call whose caller has died. */
  private static final Duration LATE_CALL = Duration.ofSeconds(10);

  /** A restart's start, behind its stop. */
  private static final Duration STARTED_LATE = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** An engine that is there and does not answer this call will not do so the next time either. */
  private static final int TRIES = 10;

  private static final String AWAY = FaultReply.of(new Fault.EngineUnavailable("")).code();

  private final Creation creation;
  private final Lifecycle lifecycle;
  private final Recreation recreation;
  private final Operations operations;
  private final Drafts drafts;
  private final List<Operation> unfinished;
  private final LiveView view;
  private final EngineMirror mirror;

  Resumption(
      Creation creation,
      Lifecycle lifecycle,
      Recreation recreation,
      Operations operations,
      Drafts drafts,
      List<Operation> unfinished,
      LiveView view,
      EngineMirror mirror) {
    this.creation = creation;
    this.lifecycle = lifecycle;
    this.recreation = recreation;
    this.operations = operations;
    this.drafts = drafts;
    this.unfinished = unfinished;
    this.view = view;
    this.mirror = mirror;
  }

  @Override
  public void run() {
    try {
      mirror.awaitReady();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    for (Operation operation : unfinished) {
      LOG.info("{} of {} goes on", operation.verb(), operation.container());
      Order order = orderOrLost(operation);
      operations.resume(
          new Order(
              operation,
              order.lane(),
              self -> patiently(self, order.work()),
              order.addendum(),
              order.before()));
    }
  }

  private Order order(Operation operation) {
    Draft draft = drafts.restored().get(operation.container());
    LiveContainer now = view.find(operation.container());
    LiveContainer before =
        now == null
            ? null
            : new LiveContainer(
                now.id(), now.engine(), now.draft(), null, draft == null ? null : former(draft));
    Action action = Verbs.action(operation.verb());
    boolean makes = operation.verb().equals(Verbs.CREATE) || action == Action.START;
    if (draft != null && makes && operation.terms().ref() == null) {
      ContainerSpec spec = draft.spec();
      return creation.order(
          operation, spec, null, self -> lately(spec, () -> made(self, operation, spec)));
    }
    if (draft != null && operation.verb().equals(Verbs.RECREATE)) {
      ContainerSpec spec = draft.spec();
      LiveContainer old =
          now == null || now.engine() == null
              ? null
              : new LiveContainer(now.id(), now.engine(), null, null, null);
      return creation.order(
          operation,
          spec,
          old,
          self -> lately(spec, () -> recreation.runAgain(self, operation, spec)));
    }
    if (action != null) {
      Order order = lifecycle.orderAgain(operation, action, before);
      return action == Action.RESTART ? behindLateRestart(order) : order;
    }
    // Its draft is gone or cannot be read, or it is another version's.
    return lost(operation);
  }

  /** Why it is failed once more, should it be called off: why it was before is kept no more. */
  private static StatusReason former(Draft draft) {
    return draft.why() == null ? Outcome.CALLED_OFF : draft.why();
  }

  private static Order lost(Operation operation) {
    StatusReason lost = new StatusReason("INTERNAL_ERROR", "The operation could not be taken up");
    return new Order(operation, Lane.NONE, _ -> lost, Addendum.NONE, null);
  }

  /** One that cannot be taken up must not keep the others from it. */
  private Order orderOrLost(Operation operation) {
    try {
      return order(operation);
    } catch (Throwable e) {
      Mishap.log(LOG, "an operation could not be taken up", e);
      return lost(operation);
    }
  }

  /** An engine that goes away meanwhile is waited for: then it is asked again how far it came. */
  private @Nullable StatusReason patiently(Running self, Operations.Work work)
      throws InterruptedException {
    for (int tries = 1; ; tries++) {
      StatusReason why;
      try {
        why = work.run(self);
      } catch (FaultException e) {
        why = Reasons.of(Action.START, e.fault());
      }
      if (why == null || !why.code().equals(AWAY) || tries == TRIES) {
        return why;
      }
      do {
        Thread.sleep(PAUSE);
      } while (!mirror.isConnected());
    }
  }

  private interface Attempt {
    @Nullable StatusReason make() throws InterruptedException;
  }

  /** Makes a container, which a call of the dead process may be at. */
  private @Nullable StatusReason lately(ContainerSpec spec, Attempt attempt)
      throws InterruptedException {
    long deadline = System.nanoTime() + LATE_CALL.toNanos();
    while (true) {
      StatusReason why = attempt.make();
      if (!mayBeOurOwn(why, spec) || System.nanoTime() - deadline > 0) {
        return why;
      }
      // The engine holds the name for a container that it has not shown yet.
      Thread.sleep(PAUSE);
    }
  }

  /**
   * The engine may be at the dead process's own call, whose stop and start are one to it: a second
   * call would be another restart. So the first is waited for as long as it may take.
   */
  private Order behindLateRestart(Order order) {
    Operation operation = order.operation();
    Operations.Work work =
        self -> {
          long deadline =
              System.nanoTime() + operation.terms().grace().plus(STARTED_LATE).toNanos();
          while (mayBeRestarting(operation) && System.nanoTime() - deadline < 0) {
            Thread.sleep(PAUSE);
          }
          return order.work().run(self);
        };
    return new Order(operation, order.lane(), work, order.addendum(), order.before());
  }

  private boolean mayBeRestarting(Operation operation) {
    LiveContainer now = view.find(operation.container());
    EngineContainer there = now == null ? null : now.engine();
    return there != null && there.issuedId() == null && !operation.terms().hasRunSince(there);
  }

  private boolean mayBeOurOwn(@Nullable StatusReason why, ContainerSpec spec) {
    return why != null
        && why.code().equals(Reasons.NAME_TAKEN)
        && view.snapshot().newestFirst().stream()
            .noneMatch(other -> other.ref() != null && other.name().equals(spec.name()));
  }

  /** Makes and starts it, unless that was done. */
  private @Nullable StatusReason made(Running self, Operation operation, ContainerSpec spec)
      throws InterruptedException {
    LiveContainer now = view.find(spec.id());
    EngineContainer there = now == null ? null : now.engine();
    if (there != null) {
      boolean hasRun = there.startedAt() != null || there.state() != EngineState.CREATED;
      return hasRun ? null : creation.started(self, spec.id(), there.ref());
    }
    try {
      creation.requireSamePlaces(spec.volumes());
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
    // A secret may be another's by now: only what who asked may have is given.
    return creation.make(self, operation.by().scope(), spec);
  }
}
