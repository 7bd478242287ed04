package tianniu.container;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Selection;
import tianniu.live.Status;
import tianniu.live.Task;

/**
 * Removes containers that this installation has half made: a call to make one may come to its end
 * after its creation was given up. Such a container was made to be started at once and never was,
 * and neither a draft nor an operation knows it. What somebody else may have made, or has ever
 * started, is left alone.
 */
final class OrphanSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

  /**
   * For so long it must be seen: far longer than an engine takes to make one, or a creation to
   * start what it has made.
   */
  static final Duration SAFE_AGE = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final String ACTION = "sweep";

  private final Engine engine;
  private final LiveView view;
  private final EngineMirror mirror;
  private final String installation;
  private final LongSupplier nanoTime;

  /** When each was first seen so; used by the sweep's thread alone. */
  private final Map<EngineRef, Long> forlornSince = new HashMap<>();

  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param nanoTime nanoseconds since whenever: a wall clock that is set makes nothing old
   */
  OrphanSweep(
      Engine engine,
      LiveView view,
      EngineMirror mirror,
      String installation,
      LongSupplier nanoTime) {
    this.engine = engine;
    this.view = view;
    this.mirror = mirror;
    this.installation = installation;
    this.nanoTime = nanoTime;
  }

  /** Looks now and then: what is too young at one look, or comes late, is found at another. */
  OrphanSweep start() {
    Thread.ofVirtual().name("orphan-sweep").start(this::sweepNowAndThen);
    return this;
  }

  private void sweepNowAndThen() {
    try {
      mirror.awaitReady();
      do {
        if (mirror.isConnected()) {
          Mishap.survive(LOG, "leftovers were not looked for", this::sweep);
        }
      } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void sweep() {
    long now = nanoTime.getAsLong();
    Set<EngineRef> seen = new HashSet<>();
    for (LiveContainer stopped : view.snapshot().all(new Selection(Status.STOPPED, List.of()))) {
      EngineRef ref = stopped.ref();
      if (ref == null || !isForlorn(stopped)) {
        continue;
      }
      seen.add(ref);
      if (now - forlornSince.computeIfAbsent(ref, _ -> now) >= SAFE_AGE.toNanos()) {
        try {
          sweep(stopped, ref);
        } catch (FaultException e) {
          LOG.debug("a leftover of {} stays for now: {}", stopped.id(), e.fault());
        } catch (RuntimeException e) {
          LOG.error("a leftover of {} stays", stopped.id(), e);
        }
      }
    }
    forlornSince.keySet().retainAll(seen);
  }

  private static boolean isForlorn(LiveContainer container) {
    EngineContainer there = container.engine();
    return there != null
        && there.state() == EngineState.CREATED
        && there.startedAt() == null
        && container.id().equals(there.issuedId())
        && container.draft() == null
        && container.transition() == null;
  }

  private void sweep(LiveContainer found, EngineRef ref) {
    if (!engine.containers().makerOf(ref).filter(installation::equals).isPresent()) {
      return;
    }
    // From here on nobody starts it through us; and the engine removes nothing that runs.
    LiveContainer begun =
        view.begin(found.id(), ACTION, Task.of(Status.DELETING), Set.of(Status.STOPPED));
    LiveContainer before =
        new LiveContainer(begun.id(), begun.engine(), begun.draft(), null, found.reason());
    boolean removed = false;
    try {
      if (isForlorn(before) && ref.equals(before.ref())) {
        engine.containers().remove(ref, false, true);
        removed = true;
        LOG.info("removed container {} ({}), which was never started", found.id(), found.name());
      }
    } finally {
      if (removed) {
        view.drop(found.id());
      } else {
        view.revert(before);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
