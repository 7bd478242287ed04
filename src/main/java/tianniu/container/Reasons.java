package tianniu.container;

import tianniu.fault.Fault;
import tianniu.http.FaultReply;
import tianniu.live.StatusReason;

/** Faults of accepted work, as the status reason that the container shows afterwards. */
final class Reasons {
  /** The engine has another container of the name. */
  static final String NAME_TAKEN = FaultReply.of(new Fault.ContainerExists("")).code();

  private Reasons() {}

  static StatusReason of(Action action, Fault fault) {
    if (fault instanceof Fault.EngineRefused(var message)) {
      // The engine speaks of the caller's own command or image here: its words are what helps.
      boolean starts = action == Action.START || action == Action.RESTART;
      return new StatusReason(starts ? "START_FAILED" : "ENGINE_REFUSED", message);
    }
    FaultReply reply = FaultReply.of(fault);
    return new StatusReason(reply.code(), reply.message());
  }
}
