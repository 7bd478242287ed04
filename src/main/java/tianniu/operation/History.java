package tianniu.operation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;

/**
 * What can be asked of operations: of those under way from memory, of the others from the journal.
 * A caller sees those whose container lay in its scope when they were accepted.
 */
final class History {
  /** What is called off ends at once, unless the machine is very busy. */
  private static final Duration CALLED_OFF_WITHIN = Duration.ofSeconds(3);

  private final Journal journal;
  private final Operations operations;
  private final LiveView view;
  private final EngineMirror mirror;

  History(Journal journal, Operations operations, LiveView view, EngineMirror mirror) {
    this.journal = journal;
    this.operations = operations;
    this.view = view;
    this.mirror = mirror;
  }

  OperationView get(Caller caller, String id) {
    // Before its first word nobody knows how far it is that an earlier process has left.
    mirror.requireReady();
    Running running = live(caller, id);
    return running != null ? OperationView.of(running) : OperationView.of(kept(caller, id));
  }

  /**
   * A page of what there is, newest first.
   *
   * @param container id or name; null for all
   */
  OperationView.Page list(
      Caller caller, @Nullable String container, @Nullable State state, int limit, long offset) {
    mirror.requireReady();
    if (container == null) {
      return page(new Criteria(caller.scope(), null, state), limit, offset);
    }
    return container(caller.scope(), container)
        .map(id -> page(new Criteria(caller.scope(), id, state), limit, offset))
        .orElseGet(() -> new OperationView.Page(0, limit, offset, List.of()));
  }

  /** The same of one container, which may be gone. */
  OperationView.Page of(
      Caller caller, String asked, @Nullable State state, int limit, long offset) {
    mirror.requireReady();
    ContainerId container =
        container(caller.scope(), asked)
            .orElseThrow(() -> new Fault.NoSuchContainer(asked).asException());
    return page(new Criteria(caller.scope(), container, state), limit, offset);
  }

  /** The operation that a request is about. */
  Operation meant(Caller caller, String id) {
    mirror.requireReady();
    Running running = live(caller, id);
    return running != null ? running.operation() : kept(caller, id).operation();
  }

  /** Calls it off, if it has not begun what cannot be undone. */
  OperationView cancel(Caller caller, String id) {
    Running running = live(caller, id);
    if (running == null || !running.cancel()) {
      OperationView now = get(caller, id);
      throw new Fault.NotCancellable(id, now.status()).asException();
    }
    running.await(CALLED_OFF_WITHIN);
    return get(caller, id);
  }

  private Optional<ContainerId> container(Scope scope, String asked) {
    return view.snapshot()
        .find(asked, scope)
        .map(LiveContainer::id)
        .or(() -> journal.container(asked, scope));
  }

  private @Nullable Running live(Caller caller, String id) {
    Running running = OperationId.isId(id) ? operations.live(new OperationId(id)) : null;
    boolean sees = running != null && caller.scope().covers(running.operation().labels());
    return sees ? running : null;
  }

  private Entry kept(Caller caller, String id) {
    Optional<Entry> found =
        OperationId.isId(id) ? journal.find(new OperationId(id)) : Optional.empty();
    return found
        .filter(entry -> caller.scope().covers(entry.operation().labels()))
        .orElseThrow(() -> none(id));
  }

  private static FaultException none(String id) {
    return new Fault.NoSuch(Fault.Kind.OPERATION, id).asException();
  }

  private OperationView.Page page(Criteria criteria, int limit, long offset) {
    State state = criteria.state();
    if (state != null && state.isOpen()) {
      return open(criteria, limit, offset);
    }
    Journal.Page page = journal.page(criteria, limit, offset);
    return new OperationView.Page(
        page.total(), limit, offset, page.entries().stream().map(this::now).toList());
  }

  /** The journal knows of those under way only that they have not ended. */
  private OperationView.Page open(Criteria criteria, int limit, long offset) {
    Criteria all = new Criteria(criteria.scope(), criteria.container(), State.ACCEPTED);
    String word = criteria.state() == null ? "" : criteria.state().word();
    List<OperationView> found =
        journal.page(all, Integer.MAX_VALUE, 0).entries().stream()
            .map(this::now)
            .filter(each -> each.status().equals(word))
            .toList();
    return new OperationView.Page(
        found.size(), limit, offset, found.stream().skip(offset).limit(limit).toList());
  }

  private OperationView now(Entry entry) {
    if (!entry.state().isOpen()) {
      return OperationView.of(entry);
    }
    OperationId id = entry.operation().id();
    Running running = operations.live(id);
    // One that is not under way may have ended since it was read.
    return running != null
        ? OperationView.of(running)
        : OperationView.of(journal.find(id).orElse(entry));
  }
}
