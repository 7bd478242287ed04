package tianniu.health;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineState;
import tianniu.engine.HealthProbe;

/**
 * Probes running containers over HTTP as their makers asked for, from inside their networks, so
 * that an image needs neither shell nor tools for it.
 *
 * <p>The first probe is made at once; each next one an interval after the one before has ended.
 */
public final class Prober implements AutoCloseable {
  private static final int FEWEST = 128;

  private final Supplier<EngineHost> host;
  private final InstantSource clock;
  private final Pause pause;
  private final ProbeWatch watch;
  private final Consumer<ContainerId> turned;
  private final Map<ContainerId, ProbeHistory> histories = new ConcurrentHashMap<>();
  private volatile Predicate<ContainerId> isThere = _ -> true;

  /** Above so many histories, those of containers that are gone are thrown away. */
  private volatile int room = FEWEST;

  private final Map<ContainerId, ProbedRun> runs = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** A prober that only answers. */
  public Prober(Supplier<EngineHost> host, InstantSource clock) {
    this(host, clock, Pause.REAL, ProbeWatch.BLIND, _ -> {});
  }

  /**
   * A prober that has what is unhealthy healed.
   *
   * @param turned is told of each container whose probes show another status than before, once that
   *     can be asked for; does not wait for anything
   */
  public Prober(
      Supplier<EngineHost> host, InstantSource clock, Healer healer, Consumer<ContainerId> turned) {
    this(host, clock, Pause.REAL, healer, turned);
  }

  Prober(
      Supplier<EngineHost> host,
      InstantSource clock,
      Pause pause,
      ProbeWatch watch,
      Consumer<ContainerId> turned) {
    this.host = host;
    this.clock = clock;
    this.pause = pause;
    this.watch = watch;
    this.turned = turned;
  }

  /**
   * Probes a run from now on, in place of an earlier run; a paused one is not probed until it is
   * seen running again, and keeps its health. A container that does not run, or has no probe, is
   * forgotten. Harmless when all is so already.
   */
  public void watch(ContainerId id, EngineContainer container) {
    HealthProbe probe = container.health();
    boolean runs =
        container.state() == EngineState.RUNNING || container.state() == EngineState.PAUSED;
    if (closed || probe == null || !runs) {
      forget(id);
      return;
    }
    ProbedRun present =
        this.runs.compute(
            id,
            (_, old) -> {
              if (old != null && old.isRunOf(container)) {
                old.update(container);
                return old;
              }
              if (old != null) {
                old.end();
              }
              return new ProbedRun(
                  id, container, probe, host, clock, pause, history(id), watch, turned);
            });
    // Now that it can be asked for: who is told of its first probe asks.
    present.start();
    if (closed) {
      // Closed in between, and perhaps past this container already.
      forget(id);
    }
  }

  /** Probes the container no more, and forgets its health. */
  public void forget(ContainerId id) {
    ProbedRun gone = runs.remove(id);
    if (gone != null) {
      gone.end();
    }
  }

  /** Empty for a container that is not watched, or has no probe. */
  public Optional<ProbeHealth> health(ContainerId id) {
    return Optional.ofNullable(runs.get(id)).map(run -> run.state().health());
  }

  /** The same, empty also for another run of it than this one. */
  public Optional<ProbeHealth> health(ContainerId id, EngineContainer container) {
    return Optional.ofNullable(runs.get(id))
        .filter(run -> run.isRunOf(container))
        .map(run -> run.state().health());
  }

  /** What is known of the container's probes; also of one that does not run. */
  public ProbeReport report(ContainerId id) {
    ProbedRun run = runs.get(id);
    ProbeHistory history = histories.get(id);
    ProbedRun.State state = run == null ? null : run.state();
    return new ProbeReport(
        state == null ? null : state.health(),
        state == null ? null : state.since(),
        history == null ? List.of() : history.newestFirst());
  }

  /** How far the healing of the container has come. */
  public Healing healing(ContainerId id) {
    return watch.healing(id);
  }

  /** Somebody starts the container himself: how often it was restarted before counts no more. */
  public void startedAnew(ContainerId id) {
    watch.forget(id);
  }

  /** Says which containers there are: what was seen of others is not kept for ever. */
  public void attend(Predicate<ContainerId> there) {
    isThere = there;
  }

  private ProbeHistory history(ContainerId id) {
    ProbeHistory history = histories.computeIfAbsent(id, _ -> new ProbeHistory());
    if (histories.size() > room) {
      histories.keySet().removeIf(each -> !each.equals(id) && !isThere.test(each));
      room = Math.max(FEWEST, 2 * histories.size());
    }
    return history;
  }

  /** Ends all probes; returns when their threads have ended. */
  @Override
  public void close() {
    closed = true;
    List<ProbedRun> open = List.copyOf(runs.values());
    runs.keySet().forEach(this::forget);
    try {
      for (ProbedRun run : open) {
        run.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
