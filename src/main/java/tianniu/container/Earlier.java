package tianniu.container;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tianniu.container.Answers.Changed;
import tianniu.container.Answers.Created;
import tianniu.container.Answers.Told;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.http.Deed;
import tianniu.idempotency.Turn;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.operation.Entry;
import tianniu.operation.Journal;
import tianniu.operation.Operation;
import tianniu.operation.Operations;
import tianniu.operation.Running;

/** What was accepted of a request that is to be done once, by a turn whose answer is lost. */
final class Earlier {
  private final Journal journal;
  private final Operations operations;
  private final LiveView view;

  Earlier(Journal journal, Operations operations, LiveView view) {
    this.journal = journal;
    this.operations = operations;
    this.view = view;
  }

  /** By container; nothing where the request comes for the first time. */
  Map<ContainerId, Entry> accepted(Turn turn) {
    if (!turn.isResumed()) {
      return Map.of();
    }
    Map<ContainerId, Entry> accepted = new HashMap<>();
    turn.id()
        .ifPresent(
            cause ->
                journal
                    .byCause(cause)
                    .forEach(entry -> accepted.put(entry.operation().container(), entry)));
    return accepted;
  }

  /** The answer of a creation that was accepted. */
  Told<Created> created(Entry entry, ContainerSpec spec, Duration patience) {
    LiveContainer now = hasEnded(entry, patience) ? view.find(spec.id()) : null;
    Created answer = now == null ? Created.begun(spec) : Created.ended(now);
    return new Told<>(answer, entry.operation().id());
  }

  /** The answer of an action that was accepted. */
  Changed changed(Entry entry, Action action, Duration patience) {
    Operation operation = entry.operation();
    String id = operation.container().value();
    Changed answer = Changed.begun(id, action);
    if (hasEnded(entry, patience)) {
      LiveContainer now = view.find(operation.container());
      answer = now == null ? Changed.deleted(id) : Changed.ended(now);
    }
    return answer.by(operation.id());
  }

  private boolean hasEnded(Entry entry, Duration patience) {
    if (!patience.isPositive()) {
      return false;
    }
    Running running = operations.live(entry.operation().id());
    return running == null ? entry.endedAt() != null : running.await(patience);
  }

  static Deed.Target target(Entry entry) {
    Operation operation = entry.operation();
    return new Deed.Target(
        Deed.Kind.CONTAINER, operation.container().value(), operation.name(), operation.labels());
  }
}
