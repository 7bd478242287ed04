package tianniu.operation;

import java.util.Optional;
import tianniu.engine.ContainerId;

/** Calls operations off, as their route does. */
public final class Calling {
  private Calling() {}

  /** The container of an operation that waited for its turn; none when none does. */
  public static Optional<ContainerId> offOneThatWaits(Operations operations) {
    return operations.live().stream()
        .filter(running -> running.standing().startedAt() == null)
        .filter(Running::cancel)
        .map(running -> running.operation().container())
        .findFirst();
  }
}
