package tianniu.operation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.live.StatusReason;

/**
 * An operation as the API shows it.
 *
 * @param operation the operation id of the document
 * @param progress null when it has ended, or has not been taken up yet
 * @param error null unless it failed or was cancelled
 * @param cause why the server itself asked for it; null when somebody else did
 */
record OperationView(
    String id,
    String operation,
    String containerId,
    String containerName,
    String status,
    @Nullable Progress progress,
    @Nullable StatusReason error,
    Instant acceptedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    boolean cancellable,
    @Nullable String cause) {

  /**
   * How far it is.
   *
   * @param pull null unless an image is being fetched
   */
  record Progress(String step, PullTally.@Nullable Sum pull) {}

  /** A part of a list. */
  record Page(int total, int limit, long offset, List<OperationView> operations) {}

  static OperationView of(Entry entry) {
    return of(entry, null, entry.startedAt(), false);
  }

  /** Of one that is under way. */
  static OperationView of(Running running) {
    Running.Standing standing = running.standing();
    State state = standing.startedAt() == null ? State.ACCEPTED : State.RUNNING;
    Entry entry = new Entry(running.operation(), state, null, standing.startedAt(), null);
    Progress progress = new Progress(standing.step().word(), standing.pull());
    return of(entry, progress, standing.startedAt(), standing.cancellable());
  }

  private static OperationView of(
      Entry entry, @Nullable Progress progress, @Nullable Instant startedAt, boolean cancellable) {
    Operation operation = entry.operation();
    return new OperationView(
        operation.id().value(),
        operation.verb(),
        operation.container().value(),
        operation.name(),
        entry.state().word(),
        progress,
        entry.why(),
        operation.acceptedAt(),
        startedAt,
        entry.endedAt(),
        cancellable,
        operation.by().serverCause());
  }
}
