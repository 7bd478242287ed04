package tianniu.event;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.engine.HealthStatus;
import tianniu.event.Backlog.Change;
import tianniu.fault.FaultException;
import tianniu.live.ChangeListener;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Snapshot;
import tianniu.store.Store;

/**
 * Makes events of the changes of the live view, and tells them when they are on disk. What is told
 * is the difference to what was told last, which is on disk too: so a start tells what happened
 * while there was no server, and changes that had to be left out cost steps between and no truth.
 */
public final class Recorder implements ChangeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  private static final int MOST_AT_ONCE = 512;
  private static final Duration PRUNE_PAUSE = Duration.ofHours(1);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Store store;
  private final InstantSource clock;
  private final InstantSource evenClock;
  private final Sequence sequence;
  private final Retention retention;
  private final boolean isFirstStart;
  private final Backlog changes = new Backlog();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition written = lock.newCondition();
  private volatile Function<ContainerId, Optional<HealthStatus>> probedHealth =
      _ -> Optional.empty();
  private volatile @Nullable LiveView view;
  private @Nullable Thread thread;

  private final AtomicLong noticed = new AtomicLong();

  /** How many of the noticed ones are told. Under the lock. */
  private long told;

  private volatile boolean isTelling;

  /** Whether changes had to be left out. */
  private volatile boolean isOverrun;

  /** Whether it is on disk that there is a sequence. */
  private boolean isMarked;

  private Recorder(
      Store store, InstantSource clock, InstantSource evenClock, long last, Retention retention) {
    this.store = store;
    this.clock = clock;
    this.evenClock = evenClock;
    this.isFirstStart = last == EventTable.NONE;
    this.isMarked = !isFirstStart;
    this.sequence = new Sequence(store, Math.max(last, 0));
    this.retention = retention;
  }

  /**
   * Goes on with the sequence where it ended.
   *
   * @param evenClock by which old events go
   */
  public static Recorder open(Store store, InstantSource clock, InstantSource evenClock) {
    return open(store, clock, evenClock, new Retention(store, Retention.Bounds.USUAL));
  }

  static Recorder open(
      Store store, InstantSource clock, InstantSource evenClock, Retention retention) {
    return new Recorder(store, clock, evenClock, store.read(EventTable::last), retention);
  }

  /** Says what the checks that containers were made with have shown; before the view is there. */
  public void ask(Function<ContainerId, Optional<HealthStatus>> probed) {
    probedHealth = probed;
  }

  /** The check that a container was made with shows something else than before. */
  public void healthTurned(ContainerId id) {
    LiveView known = view;
    LiveContainer container = known == null ? null : known.find(id);
    if (container != null) {
      notice(id, look(container));
    }
  }

  private State look(LiveContainer container) {
    return State.of(container, probedHealth.apply(container.id()).orElse(null));
  }

  /** Begins to tell, once the mirror has seen everything. */
  public void attend(LiveView view, EngineMirror mirror) {
    this.view = view;
    thread = Thread.ofVirtual().name("event-recorder").start(() -> run(view, mirror));
  }

  /** Whether the first look is over. */
  boolean isTelling() {
    return isTelling;
  }

  Store store() {
    return store;
  }

  Sequence sequence() {
    return sequence;
  }

  @Override
  public void changed(@Nullable LiveContainer was, @Nullable LiveContainer now) {
    State next = now == null ? null : look(now);
    if (was == null || next == null || !look(was).equals(next)) {
      notice(now != null ? now.id() : Objects.requireNonNull(was).id(), next);
    }
  }

  private void notice(ContainerId id, @Nullable State next) {
    if (changes.offer(new Change(id, next, clock.instant()))) {
      noticed.incrementAndGet();
    } else {
      isOverrun = true;
    }
  }

  /** Waits until what was noticed until now is told, or for this long. */
  void settle(Duration atMost) {
    long until = noticed.get();
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (isTelling && told < until && left > 0) {
        left = written.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all streams: the server is about to. */
  public void endStreams() {
    sequence.close();
  }

  /** Tells what waits, if the store takes it, and stops. */
  @Override
  public void close() {
    sequence.close();
    closed.countDown();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(LiveView view, EngineMirror mirror) {
    try {
      mirror.awaitReady();
    } catch (InterruptedException _) {
      return;
    }
    KnownStates known = new KnownStates(mirror::isUnseen, this::look);
    begin(known, view);
    isTelling = true;
    while (closed.getCount() > 0) {
      try {
        step(known, view);
      } catch (InterruptedException _) {
        // By close alone.
        break;
      } catch (RuntimeException e) {
        LOG.error("events were not told", e);
        isOverrun = true;
        awaitClose(RETRY);
      }
    }
    // It must not be taken for this thread's when the store is waited for.
    Thread.interrupted();
    List<Change> rest = new ArrayList<>();
    changes.drainTo(rest, Backlog.MOST);
    tell(known, rest);
    isTelling = false;
  }

  private void begin(KnownStates known, LiveView view) {
    while (closed.getCount() > 0) {
      try {
        known.load(store.read(EventTable::states));
        Moment moment = moment(view);
        if (isFirstStart) {
          // What was there before the first event is no news.
          known.compare(moment.snapshot, clock.instant());
          commit(known, List.of());
        } else {
          // The looks came in no order.
          List<Event.Draft> drafts = drafts(known, moment.before);
          drafts.addAll(known.compare(moment.snapshot, clock.instant()));
          drafts.sort(Comparator.comparing(Event.Draft::at));
          commit(known, drafts);
        }
        count(moment.before.size());
        return;
      } catch (RuntimeException e) {
        LOG.warn("the events cannot be begun yet", e);
        awaitClose(RETRY);
      }
    }
  }

  private void step(KnownStates known, LiveView view) throws InterruptedException {
    Duration pause = known.hasDoubts() ? Duration.ofMinutes(1) : PRUNE_PAUSE;
    Change first = isOverrun ? changes.poll() : changes.poll(pause);
    if (first != null) {
      List<Change> batch = new ArrayList<>();
      batch.add(first);
      changes.drainTo(batch, MOST_AT_ONCE - 1);
      tell(known, batch);
      count(batch.size());
    } else if (isOverrun || known.hasDoubts()) {
      compare(known, view);
    }
    if (first == null || retention.isDue()) {
      retention.prune(evenClock.instant(), sequence.last());
    }
  }

  /** Tells by comparison what could not be told change by change. */
  private void compare(KnownStates known, LiveView view) {
    boolean wasOverrun = isOverrun;
    Moment moment = moment(view);
    tell(known, moment.before);
    List<Event.Draft> drafts = new ArrayList<>();
    if (wasOverrun) {
      LOG.warn("events came faster than they could be written: some are folded into one");
      drafts.add(Gap.LOST.draft(clock.instant()));
    }
    drafts.addAll(known.compare(moment.snapshot, clock.instant()));
    commit(known, drafts);
    count(moment.before.size());
  }

  /** The containers between two changes, and the changes that led to them and wait. */
  private record Moment(Snapshot snapshot, List<Change> before) {}

  private Moment moment(LiveView view) {
    List<Moment> taken = new ArrayList<>();
    view.between(
        snapshot -> {
          List<Change> before = new ArrayList<>();
          changes.drainTo(before, Backlog.MOST);
          isOverrun = false;
          taken.add(new Moment(snapshot, before));
        });
    return taken.getFirst();
  }

  private void tell(KnownStates known, List<Change> batch) {
    commit(known, drafts(known, batch));
  }

  private static List<Event.Draft> drafts(KnownStates known, List<Change> batch) {
    List<Event.Draft> drafts = new ArrayList<>();
    for (Change change : batch) {
      drafts.addAll(known.become(change.id(), change.now(), change.noticed()));
    }
    return drafts;
  }

  private void commit(KnownStates known, List<Event.Draft> drafts) {
    List<Event> events = new ArrayList<>();
    long id = sequence.last();
    for (Event.Draft draft : drafts) {
      events.add(draft.placed(++id));
    }
    if (!events.isEmpty() || known.isChanged() || !isMarked) {
      write(known, events);
    }
    known.kept();
    retention.told(events);
  }

  private void write(KnownStates known, List<Event> events) {
    boolean isWritten = false;
    while (!isWritten) {
      try {
        store.write(
            handle -> {
              EventTable.insert(handle, events, clock.instant());
              if (events.isEmpty()) {
                EventTable.putLast(handle, sequence.last());
              }
              EventTable.putStates(handle, known.changed());
              EventTable.deleteStates(handle, known.gone());
              return true;
            });
        isWritten = true;
      } catch (FaultException e) {
        LOG.debug("events wait for the store", e);
        if (awaitClose(RETRY)) {
          // The next start tells it.
          return;
        }
        // A connection that broke at the commit has not said whether that was done.
        isWritten = !events.isEmpty() && isOnDisk(events.getLast().id());
      }
    }
    isMarked = true;
    sequence.publish(events);
  }

  private boolean isOnDisk(long id) {
    try {
      return store.read(EventTable::last) >= id;
    } catch (FaultException _) {
      return false;
    }
  }

  private void count(int changesTold) {
    lock.lock();
    try {
      told += changesTold;
      written.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is closed. */
  private boolean awaitClose(Duration atMost) {
    try {
      return closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return true;
    }
  }
}
