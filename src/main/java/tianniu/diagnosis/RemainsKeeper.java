package tianniu.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.diagnosis.Remains.By;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogStream;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.RunListener;
import tianniu.live.Status;

/**
 * Keeps what is left of each run: how it ended and what it wrote last, read at once when the engine
 * tells of the end, for a removal may follow within milliseconds and takes the log with it.
 */
public final class RemainsKeeper implements RunListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemainsKeeper.class);

  /** An end of which no event came is taken up by the next look, when it is this new. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** How long before its end a run can have been told to end: the usual grace, and some more. */
  private static final Duration HEED = Duration.ofSeconds(30);

  /** How long a removal by an operation waits for the lines. */
  private static final Duration LEAVE = Duration.ofSeconds(2);

  private static final Duration PRUNE = Duration.ofHours(1);
  private static final int KEEPS_TO_PRUNE = 100;

  /** Logs that are read at once. */
  private static final int READERS = 4;

  private final ContainerEngine engine;
  private final Archive archive;
  private final InstantSource clock;
  private final Duration leave;

  /** What was heard of a container since its last start. */
  private final Map<EngineRef, Signs> signs = new ConcurrentHashMap<>();

  private final Crossings crossings = new Crossings();

  /** The start of the last run that was kept. */
  private final Map<ContainerId, Instant> kept = new ConcurrentHashMap<>();

  private final Backlog backlog = new Backlog(READERS);
  private final Semaphore keeps = new Semaphore(0);
  private volatile @Nullable LiveView view;
  private volatile @Nullable Thread upkeep;

  public RemainsKeeper(ContainerEngine engine, Archive archive, InstantSource clock) {
    this(engine, archive, clock, LEAVE);
  }

  RemainsKeeper(ContainerEngine engine, Archive archive, InstantSource clock, Duration leave) {
    this.engine = engine;
    this.archive = archive;
    this.clock = clock;
    this.leave = leave;
  }

  private record Signs(@Nullable Instant toldToEnd, @Nullable Instant outOfMemory) {
    static final Signs NONE = new Signs(null, null);

    Signs and(Signs more) {
      return new Signs(
          more.toldToEnd == null ? toldToEnd : more.toldToEnd,
          more.outOfMemory == null ? outOfMemory : more.outOfMemory);
    }

    private static boolean isShortlyBefore(@Nullable Instant sign, Instant end) {
      return sign != null && !sign.isBefore(end.minus(HEED));
    }
  }

  /** Tells where containers are looked up; before the first event comes. */
  public void attend(LiveView live) {
    view = live;
  }

  /** Begins to clear up: once the engine was seen, what went meanwhile; then what is too old. */
  public void clearUp(LiveView live, EngineMirror mirror) {
    upkeep = Thread.ofVirtual().name("remains-upkeep").start(() -> clearUpNowAndThen(live, mirror));
  }

  private void clearUpNowAndThen(LiveView live, EngineMirror mirror) {
    try {
      mirror.awaitReady();
      settle(live, mirror);
      while (true) {
        prune();
        if (!keeps.tryAcquire(KEEPS_TO_PRUNE, PRUNE.toSeconds(), TimeUnit.SECONDS)) {
          keeps.drainPermits();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Notes what went while nobody looked. */
  void settle(LiveView live, EngineMirror mirror) {
    try {
      archive.settle(each -> live.find(each.id()) != null || isUnseen(each, mirror));
    } catch (FaultException e) {
      LOG.warn("what went meanwhile could not be noted: {}", e.fault());
    } catch (Throwable e) {
      Mishap.log(LOG, "what went meanwhile could not be noted", e);
    }
  }

  private static boolean isUnseen(Remains remains, EngineMirror mirror) {
    String ref = remains.engineId();
    return ref != null && mirror.isUnseen(new EngineRef(ref));
  }

  private void prune() {
    try {
      archive.prune();
    } catch (FaultException e) {
      LOG.warn("old remains could not be dropped: {}", e.fault());
    } catch (Throwable e) {
      Mishap.log(LOG, "old remains could not be dropped", e);
    }
  }

  @Override
  public void up(ContainerId id, EngineContainer container) {}

  /** Takes up an end of which no event was heard. */
  @Override
  public void down(ContainerId id) {
    LiveView live = view;
    LiveContainer container = live == null ? null : live.find(id);
    EngineContainer seen = container == null ? null : container.engine();
    if (container == null || seen == null || seen.finishedAt() == null || isKept(container)) {
      return;
    }
    if (!backlog.has(id) && seen.finishedAt().isAfter(clock.instant().minus(FRESH))) {
      take(container, seen.finishedAt(), seen.exitCode());
    }
  }

  @Override
  public void heard(EngineEvent event) {
    EngineRef ref = event.ref();
    switch (event.action()) {
      case "start" -> signs.remove(ref);
      case "destroy" -> {
        signs.remove(ref);
        crossings.forget(ref);
      }
      case "kill" -> signs.merge(ref, new Signs(event.at(), null), Signs::and);
      case "oom" -> signs.merge(ref, new Signs(null, event.at()), Signs::and);
      case "die" ->
          find(ref)
              .or(() -> crossings.ended(event))
              .ifPresent(found -> take(found, event.at(), event.exitCode()));
      default -> {
        // No run ends with it.
      }
    }
  }

  private Optional<LiveContainer> find(EngineRef ref) {
    LiveView live = view;
    return live == null ? Optional.empty() : live.snapshot().find(ref.value());
  }

  /** Waits until the lines of a container that is about to be removed are here. */
  @Override
  public void leaving(LiveContainer container) {
    EngineContainer seen = container.engine();
    if (seen == null || seen.startedAt() == null) {
      return;
    }
    if (!backlog.has(container.id()) && (container.hasProcess() || !isKept(container))) {
      take(container, seen.finishedAt(), seen.exitCode());
    }
    backlog.await(container.id(), leave);
  }

  @Override
  public void gone(LiveContainer last) {
    EngineContainer seen = last.engine();
    if (seen == null && last.status() == Status.CREATING) {
      // Its creation could not be promised: there has been none.
      return;
    }
    kept.remove(last.id());
    if (seen != null && last.hasProcess()) {
      crossings.departed(seen.ref(), last).ifPresent(end -> take(last, end.at(), end.exitCode()));
    }
    Remains remains = Remains.of(last, seen == null ? null : Exit.of(seen, false));
    By by = last.transition() == Status.DELETING ? By.OPERATION : By.OUTSIDE;
    backlog.add(last.id(), () -> archive.removed(remains, by));
  }

  /** Waits until what has happened so far is written. */
  void awaitWritten(Duration atMost) {
    backlog.awaitAll(atMost);
  }

  /** Whether nothing of it is missing: it never ran, or its last run was kept. */
  private boolean isKept(LiveContainer container) {
    EngineContainer seen = container.engine();
    return seen == null
        || seen.startedAt() == null
        || seen.startedAt().equals(kept.get(container.id()));
  }

  /**
   * Begins to keep a run.
   *
   * @param end null while it goes on
   */
  private void take(LiveContainer container, @Nullable Instant end, @Nullable Integer exitCode) {
    EngineContainer seen = Objects.requireNonNull(container.engine());
    Exit heard = end == null ? null : heard(container, seen, end, exitCode);
    backlog.add(container.id(), () -> keep(container, seen, heard));
  }

  private Exit heard(
      LiveContainer container, EngineContainer seen, Instant end, @Nullable Integer exitCode) {
    Signs heard = signs.getOrDefault(seen.ref(), Signs.NONE);
    Status transition = container.transition();
    boolean isBeingEnded =
        transition == Status.STOPPING
            || transition == Status.RESTARTING
            // What had ended by itself was removed as it was.
            || (transition == Status.DELETING && container.hasProcess());
    return new Exit(
        exitCode,
        seen.outOfMemory() || Signs.isShortlyBefore(heard.outOfMemory, end),
        isBeingEnded || Signs.isShortlyBefore(heard.toldToEnd, end),
        end);
  }

  private void keep(LiveContainer container, EngineContainer before, @Nullable Exit heard) {
    List<LogLine> lines = lines(before);
    EngineContainer now = ask(before.ref());
    Instant start = before.startedAt();
    Exit ending = heard;
    // It may have been started again meanwhile: then what was heard is all that is known.
    if (heard != null && now != null && now.exitCode() != null) {
      start = now.startedAt();
      ending = joined(now, heard);
    }
    archive.keep(Remains.of(container, null).with(start, ending), lines);
    if (start != null && lines != null) {
      note(container.id(), start);
    }
    keeps.release();
  }

  /** It may be gone by now, and then nobody else would forget it. */
  private void note(ContainerId id, Instant start) {
    kept.put(id, start);
    LiveView live = view;
    if (live == null || live.find(id) == null) {
      kept.remove(id);
    }
  }

  /** Of how many containers it is remembered which run was kept. */
  int remembered() {
    return kept.size();
  }

  private static Exit joined(EngineContainer now, Exit heard) {
    return new Exit(
        now.exitCode(),
        now.outOfMemory() || heard.outOfMemory(),
        heard.onRequest(),
        now.finishedAt());
  }

  /** Null when it is gone, or the engine does not answer. */
  private @Nullable EngineContainer ask(EngineRef ref) {
    try {
      return engine.find(ref).orElse(null);
    } catch (FaultException e) {
      LOG.debug("the end of {} could not be looked at: {}", ref, e.fault());
      return null;
    }
  }

  /** Null when they could not be read. */
  private @Nullable List<LogLine> lines(EngineContainer container) {
    try (LogStream stream = engine.lastLines(container, KeptLines.MOST_LINES)) {
      return KeptLines.last(stream, KeptLines.MOST_LINES);
    } catch (FaultException e) {
      LOG.debug("the last lines of {} could not be read: {}", container.ref(), e.fault());
      return null;
    }
  }

  @Override
  public void close() {
    Thread running = upkeep;
    if (running != null) {
      running.interrupt();
    }
    backlog.close();
  }
}
