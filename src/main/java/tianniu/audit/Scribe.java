package tianniu.audit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.audit.Entry.Chained;
import tianniu.caller.Caller;
import tianniu.fault.Fault;
import tianniu.fault.Fault.StoreProblem;
import tianniu.fault.FaultException;
import tianniu.http.Deed;
import tianniu.http.Witness;
import tianniu.keyring.MasterKey;
import tianniu.store.Store;

/**
 * Writes the audit. Entries get their places under one lock; those who come while a write is under
 * way share the next one.
 */
public final class Scribe implements Witness, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scribe.class);
  private static final int MOST_AT_ONCE = 256;

  /** The server's log names the head this often, beside once a day. */
  private static final int LOGGED_EVERY = 1000;

  /** After a failure the store is tried again this much later, by one of those who come. */
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final Store store;
  private final Chain chain;
  private final InstantSource clock;
  private final InstantSource evenClock;
  private final Strangers strangers = new Strangers();
  private final Retention retention;
  private final Rounds rounds;

  private final Queue<Waiting> line = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();

  /** Under the lock. What the database says of its head does not count beside this. */
  private Mark head;

  /** Under the lock: whether it is not known if the last write was done. */
  private boolean isUnsure;

  /** Why the audit cannot be written; null when it can. */
  private volatile @Nullable StoreProblem trouble;

  private volatile long triedAt;

  /** Entries that somebody waits for; all its fields under the lock. */
  private static final class Waiting {
    private final List<Entry> entries;
    private boolean settled;

    /** Null when they are written. */
    private @Nullable StoreProblem problem;

    Waiting(List<Entry> entries) {
      this.entries = entries;
    }
  }

  private Scribe(
      Store store,
      MasterKey key,
      InstantSource clock,
      InstantSource evenClock,
      Retention retention) {
    this.store = store;
    this.chain = new Chain(key);
    this.clock = clock;
    this.evenClock = evenClock;
    this.retention = retention;
    this.head = store.read(handle -> Head.atStart(handle, chain));
    this.rounds = new Rounds(this::everyMinute, this::logHead, this::prune);
  }

  /**
   * Opens the audit.
   *
   * @param evenClock by which old entries go
   * @param days how long an entry is kept
   */
  public static Scribe open(
      Store store, MasterKey key, InstantSource clock, InstantSource evenClock, int days) {
    Scribe scribe = unattended(store, key, clock, evenClock, days);
    scribe.rounds.start();
    return scribe;
  }

  /** Without its housekeeping, which is then its caller's to call. */
  static Scribe unattended(
      Store store, MasterKey key, InstantSource clock, InstantSource evenClock, int days) {
    return new Scribe(store, key, clock, evenClock, new Retention(store, key, days));
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public void requireReady() {
    StoreProblem present = trouble;
    if (present != null) {
      // Several may try at once, which does no harm: they share one write.
      if (System.nanoTime() - triedAt < RETRY_NANOS) {
        throw new Fault.StoreUnavailable(present).asException();
      }
      triedAt = System.nanoTime();
      write(List.of());
    }
  }

  @Override
  public void saw(List<Deed> deeds) {
    write(deeds.stream().map(Scribe::draft).toList());
  }

  @Override
  public void turnedAway(Deed deed) {
    Deed told = strangers.fold(deed, clock.instant());
    if (told != null) {
      try {
        saw(List.of(told));
      } catch (FaultException e) {
        LOG.debug("a refusal was not recorded", e);
      }
    }
  }

  /** Tells of those whose refusals were only counted, and stops. */
  @Override
  public void close() {
    rounds.close();
    tell(strangers.all());
  }

  private void write(List<Entry> entries) {
    Waiting mine = new Waiting(entries);
    line.add(mine);
    writing.lock();
    try {
      while (!mine.settled) {
        writeNext();
      }
      if (mine.problem != null) {
        throw new Fault.StoreUnavailable(mine.problem).asException();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Writes what waits, as much of it as goes at once. */
  private void writeNext() {
    List<Waiting> batch = new ArrayList<>();
    for (Waiting next = line.poll();
        next != null;
        next = batch.size() < MOST_AT_ONCE ? line.poll() : null) {
      batch.add(next);
    }
    StoreProblem problem = StoreProblem.NO_ANSWER;
    try {
      writeAll(batch);
      problem = null;
    } catch (RuntimeException e) {
      isUnsure = true;
      triedAt = System.nanoTime();
      if (trouble == null || !(e instanceof FaultException)) {
        LOG.error("the audit cannot be written; what must be recorded is refused", e);
      }
      problem = problem(e);
      trouble = problem;
    } finally {
      for (Waiting each : batch) {
        each.settled = true;
        each.problem = problem;
      }
    }
  }

  private static StoreProblem problem(RuntimeException thrown) {
    return thrown instanceof FaultException e
            && e.fault() instanceof Fault.StoreUnavailable(var problem)
        ? problem
        : StoreProblem.NO_ANSWER;
  }

  private void writeAll(List<Waiting> batch) {
    if (isUnsure) {
      Mark known = head;
      head = store.read(handle -> Head.after(known, handle, chain));
      isUnsure = false;
    }
    long micros = Moments.micros(clock.instant());
    List<Chained> entries = new ArrayList<>();
    Mark last = head;
    for (Waiting waiting : batch) {
      for (Entry draft : waiting.entries) {
        Entry entry = draft.written(last.seq() + 1, micros);
        last = new Mark(entry.seq(), chain.hash(last.hash(), entry));
        entries.add(new Chained(entry, last.hash()));
      }
    }
    Mark.Sealed sealed = chain.sealed(AuditTable.HEAD, last);
    store.write(
        handle -> {
          AuditTable.insert(handle, entries);
          AuditTable.putMark(handle, AuditTable.HEAD, sealed);
          return sealed;
        });
    boolean passed = head.seq() / LOGGED_EVERY != last.seq() / LOGGED_EVERY;
    head = last;
    if (trouble != null) {
      trouble = null;
      LOG.info("the audit can be written again");
    }
    if (passed) {
      logHead();
    }
  }

  /**
   * By which somebody who has both the database and the master key can still be contradicted; done
   * at the start and then once a day.
   */
  private void logHead() {
    writing.lock();
    try {
      LOG.info("audit head: entry {}, hash {}", head.seq(), head.hash());
    } finally {
      writing.unlock();
    }
  }

  /** Done once a minute. */
  void everyMinute() {
    tell(strangers.due(clock.instant()));
  }

  /** Done once a day. */
  void prune() {
    retention.prune(evenClock.instant());
  }

  private void tell(List<Deed> deeds) {
    if (!deeds.isEmpty()) {
      try {
        saw(deeds);
      } catch (FaultException e) {
        LOG.debug("refusals were not recorded", e);
      }
    }
  }

  List<Chained> find(AuditFilter filter) {
    return store.read(handle -> AuditTable.matching(handle, filter));
  }

  /** How many wait for a write that is under way. */
  int waiting() {
    return writing.getQueueLength();
  }

  private static Entry draft(Deed deed) {
    Caller caller = deed.caller();
    Deed.Target target = deed.target();
    Map<String, String> scope = caller == null ? Map.of() : caller.scope().labels();
    Map<String, String> own = target == null ? null : target.labels();
    return new Entry(
        0,
        0,
        Texts.bounded(deed.requestId()),
        deed.operation(),
        Texts.bounded(deed.method()),
        deed.path(),
        caller == null ? null : Texts.bounded(caller.keyId()),
        caller == null ? null : Texts.bounded(caller.keyName()),
        Texts.bounded(deed.source()),
        target == null ? null : target.kind().word(),
        target == null ? null : Texts.boundedOrNull(target.id()),
        target == null ? null : Texts.boundedOrNull(target.name()),
        deed.outcome(),
        deed.status(),
        Texts.json(deed.details()),
        labels(scope, own));
  }

  /** The labels by which other keys' scopes see the entry: the target's own, else the caller's. */
  private static String labels(Map<String, String> scope, @Nullable Map<String, String> own) {
    return own == null ? LabelLines.of(scope, Map.of()) : LabelLines.of(own, scope);
  }
}
