package tianniu.live;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.engine.PortMapping;
import tianniu.fault.Fault;

/**
 * Every container as it is now. The engine's words come in through {@link #apply} and {@link
 * #gone}, what operations are about to do through the rest; readers take a {@link Snapshot}. One
 * lock guards the writes, and is never held while anything is waited for.
 */
public final class LiveView {
  private final ReentrantLock lock = new ReentrantLock();
  private final Tickets tickets = new Tickets();
  private final RunListeners listeners;
  private final ChangeListener changes;

  /** Of containers that the engine has not named yet, and that operations are taken up on. */
  private final Map<ContainerId, Task> expected = new HashMap<>();

  /** Changed under the lock, read without. */
  private volatile Snapshot snapshot = Snapshot.EMPTY;

  public LiveView(List<RunListener> listeners) {
    this(listeners, (_, _) -> {});
  }

  public LiveView(List<RunListener> listeners, ChangeListener changes) {
    this.listeners = new RunListeners(listeners);
    this.changes = changes;
  }

  /** The containers now. Taken once for one answer, so that the answer agrees with itself. */
  public Snapshot snapshot() {
    return snapshot;
  }

  /** Hands over the containers of a moment between two changes; under the lock, as those are. */
  public void between(Consumer<Snapshot> look) {
    lock.lock();
    try {
      look.accept(snapshot);
    } finally {
      lock.unlock();
    }
  }

  /** The container that goes by an id, a prefix of one, an engine's id, or a name. */
  public LiveContainer get(String asked) {
    return snapshot().find(asked).orElseThrow(() -> new Fault.NoSuchContainer(asked).asException());
  }

  /** Null when there is no such container any more. */
  public @Nullable LiveContainer find(ContainerId id) {
    return snapshot.byId(id);
  }

  /** Refuses what {@link #reserve} would refuse now. */
  public void requireRoom(ContainerSpec spec, Admission admission) {
    lock.lock();
    try {
      if (snapshot.hasName(spec.name())) {
        throw new Fault.ContainerExists(spec.name()).asException();
      }
      requirePorts(spec.id(), spec.ports());
      admission.admit(spec, snapshot.newestFirst());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes in a container that is to be made. Its name, its ports and its part of the quotas are
   * held from now on, so that of several callers who want the same one has it.
   */
  public void reserve(ContainerSpec spec, Admission admission, Task task) {
    lock.lock();
    try {
      requireRoom(spec, admission);
      put(new LiveContainer(spec.id(), null, spec, task, null));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes in again a creation that was accepted before this process began; before the first word of
   * the engine. It is told of with that: nobody knows yet how far the creation has come.
   *
   * @param task that is taken up; null when none is
   * @param why it failed; null when it did not
   */
  public void restore(ContainerSpec spec, @Nullable Task task, @Nullable StatusReason why) {
    lock.lock();
    try {
      snapshot = snapshot.with(new LiveContainer(spec.id(), null, spec, task, why));
    } finally {
      lock.unlock();
    }
  }

  /** Has a task under way on the engine's container of this id from its first word on. */
  public void expect(ContainerId id, Task task) {
    lock.lock();
    try {
      expected.put(id, task);
    } finally {
      lock.unlock();
    }
  }

  /** Refuses ports that another container holds. */
  public void requirePorts(ContainerId except, List<PortMapping> ports) {
    lock.lock();
    try {
      snapshot.requirePorts(except, ports);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a task: of several callers one wins, and the others are told the status that the winner
   * brought about.
   */
  public LiveContainer begin(ContainerId id, String action, Task task, Set<Status> allowed) {
    return beginAnew(id, action, task, allowed, LiveContainer::draft);
  }

  /**
   * Begins an operation that takes down a container of the engine and makes it again.
   *
   * @param draft what to make it from: should the making fail, this stays, and can be tried again
   */
  public LiveContainer beginAnew(
      ContainerId id,
      String action,
      Task task,
      Set<Status> allowed,
      Function<LiveContainer, @Nullable ContainerSpec> draft) {
    lock.lock();
    try {
      LiveContainer container = snapshot.byId(id);
      if (container == null) {
        throw new Fault.NoSuchContainer(id.value()).asException();
      }
      container.requireIn(allowed, action);
      LiveContainer begun = container.begun(task).withDraft(draft.apply(container));
      if (begun.holdsPorts() && !container.holdsPorts()) {
        requirePorts(id, container.ports());
      }
      put(begun);
      return begun;
    } finally {
      lock.unlock();
    }
  }

  /** The operation that was begun is on disk: from now on it is told of. */
  public void promise(ContainerId id, String operation) {
    change(id, container -> container.promised(operation));
  }

  /**
   * Ends an operation as if it had never begun. Of one that was promised it is told that it was
   * called off.
   *
   * @param before the container as it was; what the engine has said since stays
   */
  public void revert(LiveContainer before) {
    LiveContainer lost = null;
    lock.lock();
    try {
      expected.remove(before.id());
      LiveContainer now = snapshot.byId(before.id());
      if (now == null) {
        return;
      }
      put(now.calledOff());
      if (now.engine() == null && before.draft() == null) {
        lost = now;
        replace(snapshot.byId(now.id()), null);
      } else {
        put(new LiveContainer(now.id(), now.engine(), before.draft(), null, before.reason()));
      }
    } finally {
      lock.unlock();
    }
    if (lost != null) {
      listeners.gone(lost);
    }
  }

  /** The running operation has had the engine remove the container, which is to be made anew. */
  public void removed(EngineRef ref) {
    gone(ref, ticket());
  }

  /** The running operation has come to its next step. */
  public void move(ContainerId id, Status transition) {
    change(id, container -> container.at(transition));
  }

  private void change(ContainerId id, UnaryOperator<LiveContainer> change) {
    lock.lock();
    try {
      LiveContainer container = snapshot.byId(id);
      if (container != null) {
        put(change.apply(container));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends an operation.
   *
   * @param why null when it succeeded
   */
  public void end(ContainerId id, @Nullable StatusReason why) {
    LiveContainer container;
    // Done, and the engine has it no more: somebody removed it behind our back.
    boolean isLost;
    lock.lock();
    try {
      expected.remove(id);
      container = snapshot.byId(id);
      if (container == null) {
        return;
      }
      isLost = container.engine() == null && why == null;
      if (isLost) {
        replace(container, null);
      } else {
        put(container.atRest(why));
      }
    } finally {
      lock.unlock();
    }
    if (isLost) {
      LiveContainer last = container;
      listeners.gone(last);
    }
  }

  /** Tells why a container is as it is, unless an operation is under way, which has its own say. */
  public void blame(ContainerId id, StatusReason why) {
    change(id, container -> container.transition() == null ? container.because(why) : container);
  }

  /** The running operation is about to have the container removed. */
  public void leaving(LiveContainer container) {
    listeners.leaving(container);
  }

  /** Forgets a container that the engine does not have. */
  public void drop(ContainerId id) {
    LiveContainer last;
    lock.lock();
    try {
      last = snapshot.byId(id);
      replace(last, null);
    } finally {
      lock.unlock();
    }
    listeners.down(id);
    if (last != null) {
      listeners.gone(last);
    }
  }

  /** Hands on what the engine told of, before it is looked at. */
  void heard(EngineEvent event) {
    listeners.heard(event);
  }

  /** Marks the moment before the engine is asked; what it answers counts as of then. */
  long ticket() {
    return tickets.next();
  }

  /** Takes the engine's answer to a question that was asked at {@code ticket}. */
  void apply(EngineContainer answer, long ticket) {
    ContainerId id;
    LiveContainer next;
    lock.lock();
    try {
      if (!tickets.isNews(answer.ref(), ticket)) {
        return;
      }
      id = snapshot.idFor(answer);
      LiveContainer known = snapshot.byId(id);
      next =
          known == null
              ? new LiveContainer(id, answer, null, expected.remove(id), null)
              : known.withEngine(answer);
      put(next);
    } finally {
      lock.unlock();
    }
    listeners.tell(next);
    if (find(id) == null) {
      // It went while the listeners were told that it is up: the last word is told last.
      listeners.down(id);
    }
  }

  /**
   * The engine said, to a question asked at {@code ticket} or by itself, that it has it no more.
   */
  void gone(EngineRef ref, long ticket) {
    leave(ref, ticket, true);
  }

  /**
   * The engine has it no more, and nobody knows why.
   *
   * @return the container, when that stays without its engine's side; else null
   */
  @Nullable ContainerId missing(EngineRef ref, long ticket) {
    return leave(ref, ticket, false);
  }

  private @Nullable ContainerId leave(EngineRef ref, long ticket, boolean isRemoved) {
    LiveContainer last;
    boolean stays;
    lock.lock();
    try {
      last = tickets.isNews(ref, ticket) ? snapshot.byRef(ref) : null;
      if (last == null) {
        return null;
      }
      stays = last.outlivesItsEngineSide(isRemoved);
      replace(last, stays ? last.withoutEngine() : null);
    } finally {
      lock.unlock();
    }
    listeners.down(last.id());
    if (!stays) {
      listeners.gone(last);
    }
    return stays ? last.id() : null;
  }

  /** The engine's containers that the view has, with no answer newer than {@code ticket}. */
  List<EngineRef> knownBefore(long ticket) {
    lock.lock();
    try {
      return snapshot.newestFirst().stream()
          .map(LiveContainer::ref)
          .filter(ref -> ref != null && tickets.isNews(ref, ticket, false))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Tells the listeners of every container again: two tellings may have overtaken each other. */
  void tellAll() {
    snapshot.newestFirst().forEach(listeners::tell);
  }

  /** A look that found nothing new leaves everything as it is, and what was made of it good. */
  private void put(LiveContainer next) {
    LiveContainer was = snapshot.byId(next.id());
    if (!next.equals(was)) {
      replace(was, next);
    }
  }

  private void replace(@Nullable LiveContainer was, @Nullable LiveContainer next) {
    if (next != null) {
      snapshot = snapshot.with(next);
    } else if (was != null) {
      snapshot = snapshot.without(was.id());
    }
    if (was != null || next != null) {
      changes.changed(was, next);
    }
  }
}
