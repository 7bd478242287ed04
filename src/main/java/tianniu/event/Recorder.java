package tianniu.event;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.HealthStatus;
import tianniu.event.Backlog.Change;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
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

  /** Then it is seen to that nothing is too old, and that no change went unnoticed. */
  private static final Duration REST = Duration.ofMinutes(1);

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Store store;
  private final InstantSource clock;
  private final InstantSource evenClock;
  private final Sequence sequence;
  private final Ledger ledger;
  private final Retention retention;
  private final boolean isFirstStart;
  private final Backlog changes = new Backlog();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Progress progress = new Progress();
  private volatile BiFunction<ContainerId, EngineContainer, Optional<HealthStatus>> probedHealth =
      (_, _) -> Optional.empty();
  private volatile @Nullable LiveView view;
  private @Nullable Thread thread;

  private volatile boolean isTelling;

  /** Whether changes had to be left out. */
  private volatile boolean isOverrun;

  // All else is of the thread alone.

  /** Changes that were taken from the queue and are not told. */
  private int inHand;

  private Recorder(
      Store store, InstantSource clock, InstantSource evenClock, long last, Retention retention) {
    this.store = store;
    this.clock = clock;
    this.evenClock = evenClock;
    this.isFirstStart = last == EventTable.NONE;
    this.sequence = new Sequence(store, Math.max(last, 0));
    this.ledger = new Ledger(store, clock, sequence, !isFirstStart, () -> awaitClose(RETRY));
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

  /**
   * Says what the checks that containers were made with have shown; before the view is there.
   *
   * @param probed of a container in this run
   */
  public void ask(BiFunction<ContainerId, EngineContainer, Optional<HealthStatus>> probed) {
    probedHealth = probed;
  }

  /** The check that a container was made with shows something else than before. */
  public void healthTurned(ContainerId id) {
    LiveView known = view;
    if (known != null) {
      // As all changes are noticed, lest an older look is told behind a newer one.
      known.between(
          snapshot -> {
            LiveContainer container = snapshot.byId(id);
            if (container != null && !container.isAsked()) {
              notice(id, look(container));
            }
          });
    }
  }

  private State look(LiveContainer container) {
    EngineContainer engine = container.engine();
    return State.of(
        container, engine == null ? null : probedHealth.apply(container.id(), engine).orElse(null));
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
    if (now != null && now.isAsked()) {
      // It may yet be refused: it is told of when it is promised, or as it was before.
      return;
    }
    try {
      State next = now == null ? null : look(now);
      if (was == null || was.isAsked() || next == null || !look(was).equals(next)) {
        notice(now != null ? now.id() : Objects.requireNonNull(was).id(), next);
      }
    } catch (Throwable e) {
      // It has happened all the same, and whoever did it must not be told otherwise.
      isOverrun = true;
      Mishap.log(LOG, "a change could not be noticed", e);
    }
  }

  private void notice(ContainerId id, @Nullable State next) {
    if (changes.offer(new Change(id, next, clock.instant()))) {
      progress.notice();
    } else {
      isOverrun = true;
    }
  }

  /** Waits until what was noticed until now is told, or for this long. */
  void settle(Duration atMost) {
    progress.await(atMost, () -> isTelling);
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
      KnownStates known = new KnownStates(mirror::isUnseen, this::look);
      begin(known, view);
      isTelling = true;
      if (goOn(known, view)) {
        // It must not be taken for this thread's when the store is waited for.
        Thread.interrupted();
        List<Change> rest = new ArrayList<>();
        changes.drainTo(rest, Backlog.MOST);
        tell(known, rest);
      }
    } catch (InterruptedException _) {
      // By close alone.
    } catch (Throwable e) {
      Mishap.log(LOG, "the last events are left to the next start", e);
    }
    isTelling = false;
  }

  /**
   * Tells of changes until it is closed: nothing else may end this thread.
   *
   * @return whether what is known is what is on disk
   */
  private boolean goOn(KnownStates known, LiveView view) {
    boolean isSure = true;
    while (closed.getCount() > 0) {
      try {
        if (!isSure) {
          ledger.takeUp(known);
          isSure = true;
        }
        step(known, view);
      } catch (InterruptedException _) {
        // By close alone.
        break;
      } catch (Throwable e) {
        isSure = false;
        isOverrun = true;
        tellOf("events were not told", e);
        awaitClose(RETRY);
      }
    }
    return isSure;
  }

  private static void tellOf(String what, Throwable cause) {
    if (cause instanceof FaultException e) {
      LOG.warn("{}: {}", what, e.fault());
    } else {
      Mishap.log(LOG, what, cause);
    }
  }

  private void begin(KnownStates known, LiveView view) {
    while (closed.getCount() > 0) {
      try {
        ledger.takeUp(known);
        Moment moment = moment(view);
        if (isFirstStart) {
          // What was there before the first event is no news.
          known.compare(moment.snapshot, clock.instant());
          commit(known, List.of());
        } else {
          // The looks came in no order.
          List<Event.Draft> drafts = drafts(known, moment.before);
          drafts.addAll(known.compare(moment.snapshot, clock.instant()));
          commit(known, Meanwhile.inOrder(drafts));
        }
        counted();
        return;
      } catch (Throwable e) {
        tellOf("the events cannot be begun yet", e);
        awaitClose(RETRY);
      }
    }
  }

  private void step(KnownStates known, LiveView view) throws InterruptedException {
    Change first = isOverrun ? changes.poll() : changes.poll(REST);
    if (first != null) {
      inHand++;
      List<Change> batch = new ArrayList<>();
      batch.add(first);
      inHand += changes.drainTo(batch, MOST_AT_ONCE - 1);
      tell(known, batch);
      counted();
    } else if (isOverrun || known.hasDoubts()) {
      compare(known, view);
    }
    if (first == null || retention.isDue()) {
      prune();
    }
  }

  private void prune() {
    try {
      retention.prune(evenClock.instant(), sequence.last());
    } catch (FaultException e) {
      LOG.debug("old events stay for now: {}", e.fault());
    }
  }

  /** Tells by comparison what could not be told change by change. */
  private void compare(KnownStates known, LiveView view) {
    boolean wasOverrun = isOverrun;
    Moment moment = moment(view);
    tell(known, moment.before);
    List<Event.Draft> drafts = new ArrayList<>();
    if (wasOverrun) {
      LOG.warn("not all events could be written: some are folded into one");
      drafts.add(Gap.LOST.draft(clock.instant()));
    }
    drafts.addAll(known.compare(moment.snapshot, clock.instant()));
    commit(known, drafts);
    counted();
  }

  /** The containers between two changes, and the changes that led to them and wait. */
  private record Moment(Snapshot snapshot, List<Change> before) {}

  private Moment moment(LiveView view) {
    List<Moment> taken = new ArrayList<>();
    view.between(
        snapshot -> {
          List<Change> before = new ArrayList<>();
          inHand += changes.drainTo(before, Backlog.MOST);
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
    retention.told(ledger.commit(known, drafts));
  }

  /** What was taken is told, unless that is for a comparison to do. */
  private void counted() {
    if (!isOverrun) {
      progress.tell(inHand);
      inHand = 0;
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
