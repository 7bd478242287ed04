package tianniu.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSummary;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineRef;
import tianniu.engine.EventStream;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;

/**
 * Keeps the {@link LiveView} equal to the engine. Events tell what to look at; a look at everything
 * follows each time the event stream was opened anew, since events may have been lost, and a cheap
 * comparison of all marks now and then, since engines drop events.
 */
public final class EngineMirror implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineMirror.class);

  /** Events of before the connection broke are asked for again; they only cause a second look. */
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  private static final Duration RECONNECT = Duration.ofMillis(200);
  private static final Duration RECONCILE = Duration.ofSeconds(20);
  private static final int LOOKERS = 4;
  private static final Duration PULSE = Duration.ofSeconds(1);

  private final Engine engine;
  private final LiveView view;
  private final InstantSource clock;
  private final Map<EngineRef, String> marks = new ConcurrentHashMap<>();

  /** Failed creations that were missing at a look at everything, by what the engine had of them. */
  private final Map<EngineRef, ContainerId> missing = new ConcurrentHashMap<>();

  private final Set<EngineRef> queued = ConcurrentHashMap.newKeySet();
  private final Freshness freshness = new Freshness();
  private final EngineLink link;
  private final BlockingQueue<EngineRef> toLookAt = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Consumer<Set<EngineRef>> atFirst;

  /** Those that the last look at everything did not get to see, and none did since. */
  private volatile Set<EngineRef> unseen = ConcurrentHashMap.newKeySet();

  private volatile @Nullable EngineInfo info;

  private EngineMirror(
      Engine engine, LiveView view, InstantSource clock, Consumer<Set<EngineRef>> atFirst) {
    this.engine = engine;
    this.view = view;
    this.clock = clock;
    this.atFirst = atFirst;
    this.link = new EngineLink(clock, freshness);
  }

  public static EngineMirror start(Engine engine, LiveView view, InstantSource clock) {
    return start(engine, view, clock, _ -> {});
  }

  /**
   * The same.
   *
   * @param atFirst is told when everything was looked at once, before all who wait for that, which
   *     containers the engine has and could not tell of
   */
  public static EngineMirror start(
      Engine engine, LiveView view, InstantSource clock, Consumer<Set<EngineRef>> atFirst) {
    EngineMirror mirror = new EngineMirror(engine, view, clock, atFirst);
    mirror.worker("event-pump", mirror::pump);
    mirror.worker("reconciler", mirror::reconcileNowAndThen);
    mirror.worker("engine-pulse", mirror::feelPulse);
    for (int i = 1; i <= LOOKERS; i++) {
      mirror.worker("looker-" + i, mirror::look);
    }
    return mirror;
  }

  /** Waits until the view has been filled once; an engine that is away is not waited for longer. */
  public void awaitReady(Duration atMost) {
    try {
      if (!ready.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("the engine has not answered yet; it is looked for in the background");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the view has been filled once, however long that takes. */
  public void awaitReady() throws InterruptedException {
    ready.await();
  }

  /**
   * Refuses reads until the view has been filled once; afterwards they go on without the engine.
   */
  public void requireReady() {
    if (ready.getCount() > 0) {
      throw new Fault.EngineUnavailable("the engine has not been seen yet").asException();
    }
  }

  /**
   * Whether the engine has a container of which it did not tell when everything was looked at, nor
   * since.
   */
  public boolean isUnseen(EngineRef ref) {
    return unseen.contains(ref);
  }

  /** Refuses writes while the engine is away. */
  public EngineInfo requireConnected() {
    EngineInfo known = info;
    if (!link.isUp() || known == null) {
      throw new Fault.EngineUnavailable("the engine is away").asException();
    }
    return known;
  }

  public boolean isConnected() {
    return link.isUp();
  }

  /** Since when the engine is away, or was not seen yet; null while it is there. */
  public @Nullable Instant awaySince() {
    return link.awaySince();
  }

  /**
   * How many seconds ago the view was last known to be right; negative while it is. Cheap: asked
   * with every read.
   */
  public long staleSeconds() {
    return ready.getCount() > 0 ? -1 : freshness.seconds();
  }

  /** Looks at one container now; when this returns the view has what the engine said. */
  public void refresh(EngineRef ref) {
    long began = System.nanoTime();
    show(ref);
    freshness.seen(ref, began);
  }

  private void show(EngineRef ref) {
    long ticket = view.ticket();
    Optional<EngineContainer> found = engine.containers().find(ref);
    if (found.isPresent()) {
      view.apply(found.get(), ticket);
    } else {
      marks.remove(ref);
      view.gone(ref, ticket);
    }
    unseen.remove(ref);
  }

  @Override
  public void close() {
    closed = true;
    link.close();
    threads.forEach(Thread::interrupt);
  }

  private void worker(String name, Runnable work) {
    threads.add(Thread.ofVirtual().name(name).start(work));
  }

  private void pump() {
    Instant since = clock.instant();
    while (!closed) {
      since = follow(since);
      Mishap.survive(LOG, "the end of the event stream failed", () -> link.lost(link.stream()));
      sleep(RECONNECT);
    }
  }

  /** Follows the events until they end; returns the time from which to ask for more. */
  private Instant follow(Instant since) {
    Instant last = since;
    try (EventStream stream = engine.events(since.minus(OVERLAP))) {
      link.follow(stream);
      info = engine.info();
      LOG.info("following {}", info);
      link.answered(stream, ready.getCount() == 0);
      long began = System.nanoTime();
      lookAtEverything();
      if (!link.regained(stream, began)) {
        return last;
      }
      if (ready.getCount() > 0) {
        Set<EngineRef> untold = Set.copyOf(unseen);
        Mishap.survive(LOG, "the first look was not made use of", () -> atFirst.accept(untold));
      }
      // In this order: who has waited for the first look may write at once.
      ready.countDown();
      EngineEvent event = stream.next();
      while (event != null) {
        last = event.at();
        heard(event);
        event = stream.next();
      }
    } catch (FaultException e) {
      LOG.debug("the event stream ended: {}", e.fault());
    } catch (Throwable e) {
      Mishap.log(LOG, "the event stream failed", e);
    }
    return last;
  }

  private void feelPulse() {
    EnginePulse pulse = new EnginePulse(engine, freshness);
    while (!closed) {
      sleep(PULSE);
      Mishap.survive(LOG, "the engine's pulse could not be felt", () -> feel(pulse));
    }
  }

  private void feel(EnginePulse pulse) {
    EventStream open = link.stream();
    if (link.isUp() && !closed && open != null && !pulse.isFelt() && !closed && link.lost(open)) {
      open.close();
    }
  }

  private void heard(EngineEvent event) {
    view.heard(event);
    switch (event.kind()) {
      case CHANGED -> lookSoon(event.ref());
      case REMOVED -> {
        marks.remove(event.ref());
        freshness.dropped(event.ref());
        view.gone(event.ref(), view.ticket());
        unseen.remove(event.ref());
        dropMissing(event.ref());
      }
    }
  }

  /** A container that waits for a look already is not queued twice: one look sees all changes. */
  private void lookSoon(EngineRef ref) {
    freshness.changed(ref);
    if (queued.add(ref)) {
      toLookAt.add(ref);
    }
  }

  private void look() {
    try {
      while (!closed) {
        EngineRef ref = toLookAt.take();
        queued.remove(ref);
        lookAt(ref);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAt(EngineRef ref) {
    try {
      refresh(ref);
    } catch (FaultException e) {
      LOG.debug("a look failed: {}", e.fault());
      // The next comparison finds it again.
      marks.remove(ref);
      if (!(e.fault() instanceof Fault.EngineUnavailable)) {
        // It was looked at, and is what cannot be read.
        freshness.dropped(ref);
      }
    } catch (Throwable e) {
      Mishap.log(LOG, "a look failed", e);
      marks.remove(ref);
      freshness.dropped(ref);
    }
  }

  /** Asks about each container, several at once. */
  private void lookAtEverything() {
    long ticket = view.ticket();
    List<ContainerSummary> summaries = engine.containers().list();
    Set<EngineRef> there = new LinkedHashSet<>();
    summaries.forEach(summary -> there.add(summary.ref()));
    Set<EngineRef> untold = new Sweep(engine, this::refresh).over(there);
    // Also those that the view knows from before: the next comparison looks at them again.
    Set<EngineRef> missed = Set.copyOf(untold);
    unseen = untold;
    // Another look may have come to it meanwhile.
    untold.removeIf(ref -> view.snapshot().byRef(ref) != null);
    // What an engine that died had not written down yet, it does not tell to be removed.
    forgetAllBut(there, ticket, this::miss);
    summaries.stream()
        .filter(summary -> !missed.contains(summary.ref()))
        .forEach(summary -> marks.put(summary.ref(), summary.mark()));
  }

  private void reconcileNowAndThen() {
    while (!closed) {
      sleep(RECONCILE);
      if (link.isUp() && !closed) {
        try {
          reconcile();
          view.tellAll();
        } catch (FaultException e) {
          LOG.debug("a comparison with the engine failed: {}", e.fault());
        } catch (Throwable e) {
          Mishap.log(LOG, "a comparison with the engine failed", e);
        }
      }
    }
  }

  private void reconcile() {
    long ticket = view.ticket();
    Set<EngineRef> unseenBefore = unseen;
    Set<EngineRef> there = new HashSet<>();
    for (ContainerSummary summary : engine.containers().list()) {
      there.add(summary.ref());
      if (!summary.mark().equals(marks.put(summary.ref(), summary.mark()))) {
        lookSoon(summary.ref());
      }
    }
    forgetAllBut(there, ticket, view::gone);
    unseenBefore.retainAll(there);
  }

  private void miss(EngineRef ref, long ticket) {
    ContainerId stays = view.missing(ref, ticket);
    if (stays != null) {
      missing.values().removeIf(id -> view.find(id) == null);
      missing.put(ref, stays);
    }
  }

  /** It was removed after all, while the events were not heard: they come once more. */
  private void dropMissing(EngineRef ref) {
    ContainerId id = missing.remove(ref);
    LiveContainer container = id == null ? null : view.find(id);
    if (container != null && container.ref() == null && container.transition() == null) {
      view.drop(container.id());
    }
  }

  private void forgetAllBut(Set<EngineRef> there, long ticket, ObjLongConsumer<EngineRef> forget) {
    freshness.droppedAllBut(there);
    for (EngineRef ref : view.knownBefore(ticket)) {
      if (!there.contains(ref)) {
        marks.remove(ref);
        forget.accept(ref, ticket);
      }
    }
  }

  private void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
