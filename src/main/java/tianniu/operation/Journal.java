package tianniu.operation;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
import tianniu.store.Store;

/**
 * Where accepted operations are on disk before they are answered. Ends are written behind: whoever
 * waits for one is answered first, since an end that is lost is found out again from the engine,
 * and a promise is not. What is still open after a crash was promised, and is taken up.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** Ends that come within it share a commit. */
  private static final Duration GATHERING = Duration.ofMillis(50);

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration TRIM_PAUSE = Duration.ofHours(1);

  /** So that a trim does not hold up other writes. */
  private static final int TRIM_STEP = 500;

  private final Store store;
  private final InstantSource evenClock;
  private final Bounds bounds;
  private final AtomicLong lastSeq;
  private final List<Operation> unfinished;
  private final Thread writer;

  /** Guards what follows; never held while anything is waited for. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Map<OperationId, End> ends = new LinkedHashMap<>();
  private final Map<OperationId, Order> refused = new LinkedHashMap<>();
  private boolean closed;

  /** Of the writer alone. */
  private long trimmedAtSeq;

  private long trimmedAtNanos = System.nanoTime() - TRIM_PAUSE.toNanos();

  /**
   * How much is kept of what has ended.
   *
   * @param operations the newest that are kept, open ones included
   * @param bytes what all of them may take together, looked after as often as their number
   */
  record Bounds(Duration age, long operations, long bytes) {
    static final Bounds USUAL = new Bounds(Duration.ofDays(7), 100_000, 128L << 20);

    /** After so many new ones it is seen to that there are not too many. */
    long slack() {
      return Math.max(1, operations / 100);
    }
  }

  /** A part of a list. */
  record Page(int total, List<Entry> entries) {}

  private Journal(Store store, InstantSource evenClock, Bounds bounds) {
    this.store = store;
    this.evenClock = evenClock;
    this.bounds = bounds;
    this.lastSeq = new AtomicLong(store.read(OperationTable::lastSeq));
    this.unfinished = store.read(OperationTable::open);
    this.writer = Thread.ofVirtual().name("journal-writer").unstarted(this::writeBehind);
  }

  /**
   * The journal of a store, which outlives it.
   *
   * @param evenClock by which old operations go
   */
  public static Journal open(Store store, InstantSource evenClock) {
    return open(store, evenClock, Bounds.USUAL);
  }

  static Journal open(Store store, InstantSource evenClock, Bounds bounds) {
    Journal journal = new Journal(store, evenClock, bounds);
    journal.writer.start();
    return journal;
  }

  /** What earlier processes have accepted and not ended, in the order of acceptance. */
  public List<Operation> unfinished() {
    return unfinished;
  }

  long nextSeq() {
    return lastSeq.incrementAndGet();
  }

  /**
   * Returns when all of them are on disk, by one write.
   *
   * @throws FaultException with {@link tianniu.fault.Fault.StoreUnavailable}: then none counts
   */
  void accepted(List<Order> orders) {
    List<End> late = waitingEnds();
    try {
      store.write(handle -> write(handle, orders, late));
    } catch (FaultException | Error e) {
      // It may be there all the same, and must not be taken up by the next process.
      lock.lock();
      try {
        orders.forEach(order -> refused.put(order.operation().id(), order));
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      throw e;
    }
    forget(late, List.of());
  }

  /** Ends come first: an earlier operation on the same container has then ended on disk too. */
  private static int write(Handle handle, List<Order> orders, List<End> late) {
    late.forEach(end -> write(handle, end));
    OperationTable.insert(handle, orders.stream().map(Order::operation).toList());
    orders.forEach(order -> order.addendum().accepted(handle));
    return orders.size();
  }

  private static void write(Handle handle, End end) {
    // Two writes may have the same end in hand; what goes with it is done once.
    if (OperationTable.end(handle, end)) {
      end.rest().with(handle);
    }
  }

  void ended(End end) {
    lock.lock();
    try {
      ends.put(end.operation().id(), end);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** None when there is none, or none any more. */
  Optional<Entry> find(OperationId id) {
    End end;
    lock.lock();
    try {
      end = ends.get(id);
    } finally {
      lock.unlock();
    }
    return end != null
        ? Optional.of(end.entry())
        : store.read(handle -> OperationTable.find(handle, id));
  }

  /** Those of one cause, in the order of acceptance; none that was refused. */
  public List<Entry> byCause(String cause) {
    // Asked first: one that is taken back now may have been read before.
    Set<OperationId> undone =
        waitingRefusals().stream().map(each -> each.operation().id()).collect(toSet());
    flush();
    return store.read(handle -> OperationTable.byCause(handle, cause)).stream()
        .filter(entry -> !undone.contains(entry.operation().id()))
        .toList();
  }

  Page page(Criteria criteria, int limit, long offset) {
    flush();
    return store.read(handle -> OperationTable.page(handle, criteria, limit, offset));
  }

  /** The container that an id or a name once meant, among those of the scope. */
  Optional<ContainerId> container(String asked, Scope scope) {
    return store.read(handle -> OperationTable.container(handle, asked, scope));
  }

  private List<End> waitingEnds() {
    lock.lock();
    try {
      return List.copyOf(ends.values());
    } finally {
      lock.unlock();
    }
  }

  private List<Order> waitingRefusals() {
    lock.lock();
    try {
      return List.copyOf(refused.values());
    } finally {
      lock.unlock();
    }
  }

  private void forget(List<End> written, List<Order> undone) {
    lock.lock();
    try {
      written.forEach(end -> ends.remove(end.operation().id(), end));
      undone.forEach(order -> refused.remove(order.operation().id()));
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits; false when the store does not take it now. */
  private boolean flush() {
    List<End> late = waitingEnds();
    List<Order> undone = waitingRefusals();
    if (late.isEmpty() && undone.isEmpty()) {
      return true;
    }
    try {
      store.write(
          handle -> {
            late.forEach(end -> write(handle, end));
            undone.forEach(order -> undo(handle, order));
            return 0;
          });
    } catch (FaultException e) {
      LOG.debug("ends of operations wait: {}", e.fault());
      return false;
    } catch (Throwable e) {
      // One that cannot be written must not keep the others from it.
      Mishap.log(LOG, "ends of operations could not be written together", e);
      return writeEachAlone(late, undone);
    }
    forget(late, undone);
    return true;
  }

  private boolean writeEachAlone(List<End> late, List<Order> undone) {
    boolean isWritten = true;
    for (End end : late) {
      if (isOver("the end of an operation is lost", handle -> write(handle, end))) {
        forget(List.of(end), List.of());
      } else {
        isWritten = false;
      }
    }
    for (Order order : undone) {
      if (isOver("a refused operation may be there", handle -> undo(handle, order))) {
        forget(List.of(), List.of(order));
      } else {
        isWritten = false;
      }
    }
    return isWritten;
  }

  /** Writes one; false when it is to be tried again. */
  private boolean isOver(String otherwise, Consumer<Handle> work) {
    try {
      store.write(
          handle -> {
            work.accept(handle);
            return 0;
          });
      return true;
    } catch (FaultException e) {
      LOG.debug("an end of an operation waits: {}", e.fault());
      return false;
    } catch (Throwable e) {
      Mishap.log(LOG, otherwise, e);
      return true;
    }
  }

  private static void undo(Handle handle, Order order) {
    if (OperationTable.delete(handle, order.operation().id())) {
      order.addendum().refused(handle);
    }
  }

  private void writeBehind() {
    boolean goesOn = true;
    while (goesOn) {
      try {
        trimIfDue();
        goesOn = awaitWork();
        if (goesOn && !flush()) {
          pause(RETRY);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } catch (Throwable e) {
        // Nothing else may end this thread: what has ended would stay open on disk.
        Mishap.log(LOG, "ends of operations were not written", e);
        LockSupport.parkNanos(RETRY.toNanos());
      }
    }
  }

  /** Waits for something to write, or for the time to trim; false when the journal is closed. */
  private boolean awaitWork() throws InterruptedException {
    lock.lock();
    try {
      long left = TRIM_PAUSE.toNanos();
      while (!closed && ends.isEmpty() && refused.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      left = GATHERING.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration length) throws InterruptedException {
    lock.lock();
    try {
      long left = length.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void trimIfDue() {
    if (lastSeq.get() - trimmedAtSeq >= bounds.slack()
        || System.nanoTime() - trimmedAtNanos >= TRIM_PAUSE.toNanos()) {
      trim();
    }
  }

  private void trim() {
    // What is accepted meanwhile is new to the next one.
    long newest = lastSeq.get();
    try {
      Instant before = evenClock.instant().minus(bounds.age());
      long through = Math.max(newest - bounds.operations(), tooMuch());
      int dropped = TRIM_STEP;
      while (dropped == TRIM_STEP) {
        dropped = store.write(handle -> OperationTable.trim(handle, through, before, TRIM_STEP));
      }
    } catch (FaultException e) {
      LOG.debug("operations could not be trimmed: {}", e.fault());
      return;
    } catch (Throwable e) {
      // Which would come again with each write, so it counts as done.
      Mishap.log(LOG, "operations could not be trimmed", e);
    }
    trimmedAtSeq = newest;
    trimmedAtNanos = System.nanoTime();
  }

  /** Up to this number they go since those behind it are all that there is room for. */
  private long tooMuch() {
    // A start has no time to weigh them.
    boolean isStart = trimmedAtNanos == 0;
    return isStart ? 0 : store.read(handle -> OperationTable.beyond(handle, bounds.bytes()));
  }

  /** Writes the ends that wait, if the store takes them; what does not get there is taken up. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      writer.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!flush()) {
      LOG.warn("the ends of some operations could not be written; they are looked at again");
    }
  }
}
