package tianniu.operation;

import org.jspecify.annotations.Nullable;
import tianniu.live.StatusReason;

/** How an operation has ended. */
public sealed interface Outcome {
  record Succeeded() implements Outcome {}

  record Failed(StatusReason why) implements Outcome {}

  /** Somebody called it off before it had begun what cannot be undone. */
  record Cancelled() implements Outcome {}

  /** What a container shows whose creation was called off. */
  StatusReason CALLED_OFF = StatusReason.CALLED_OFF;

  static Outcome of(@Nullable StatusReason why) {
    return why == null ? new Succeeded() : new Failed(why);
  }

  default State state() {
    return switch (this) {
      case Succeeded _ -> State.SUCCEEDED;
      case Failed _ -> State.FAILED;
      case Cancelled _ -> State.CANCELLED;
    };
  }

  /** Null when it succeeded. */
  default @Nullable StatusReason why() {
    return switch (this) {
      case Succeeded _ -> null;
      case Failed(var why) -> why;
      case Cancelled _ -> CALLED_OFF;
    };
  }
}
