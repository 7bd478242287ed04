package tianniu.container;

import java.time.Duration;
import java.util.List;
import tianniu.container.Answers.Changed;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.FaultReply;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.Running;

/** How accepted actions have come to their end, for who waits. */
final class Ends {
  /** How often a delete that is waited for looks whether the engine is still there. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final Fault AWAY = new Fault.EngineUnavailable("it went away during a delete");

  private final LiveView view;
  private final EngineMirror mirror;

  Ends(LiveView view, EngineMirror mirror) {
    this.view = view;
    this.mirror = mirror;
  }

  /**
   * What an accepted action is answered with: its end, when that comes in time.
   *
   * @throws FaultException when a container could not be removed, which callers wait for unasked
   */
  Changed answer(Action action, LiveContainer container, Running running, Duration patience) {
    String id = container.id().value();
    if (!patience.isPositive() || !hasEnded(action, running, patience)) {
      return Changed.begun(id, action);
    }
    LiveContainer now = view.find(container.id());
    if (now == null) {
      return Changed.deleted(id);
    }
    StatusReason why = running.why();
    if (action == Action.DELETE && why != null) {
      throw notDeleted(now, why);
    }
    return Changed.ended(now);
  }

  /** A delete is waited for without being asked to: not while the engine is away. */
  private boolean hasEnded(Action action, Running running, Duration patience) {
    if (action != Action.DELETE) {
      return running.await(patience);
    }
    Duration left = patience;
    boolean ended = false;
    while (!ended && left.isPositive() && mirror.isConnected()) {
      ended = running.await(left.compareTo(LOOK) < 0 ? left : LOOK);
      left = left.minus(LOOK);
    }
    return ended || running.await(Duration.ZERO);
  }

  private static FaultException notDeleted(LiveContainer now, StatusReason why) {
    if (why.code().equals(FaultReply.of(AWAY).code())) {
      return AWAY.asException();
    }
    if (now.hasProcess()) {
      // Somebody started it behind our back, after the call was accepted.
      List<String> allowed = Action.DELETE.allowedIn(false).stream().map(Status::word).toList();
      return new Fault.WrongState(
              now.id().value(), Action.DELETE.word, now.status().word(), allowed)
          .asException();
    }
    return new Fault.EngineRefused(why.message()).asException();
  }
}
