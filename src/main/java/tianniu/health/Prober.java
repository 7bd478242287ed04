package tianniu.health;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Supplier<EngineHost> host;
  private final InstantSource clock;
  private final Pause pause;
  private final Map<ContainerId, ProbedRun> runs = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public Prober(Supplier<EngineHost> host, InstantSource clock) {
    this(host, clock, Pause.REAL);
  }

  Prober(Supplier<EngineHost> host, InstantSource clock, Pause pause) {
    this.host = host;
    this.clock = clock;
    this.pause = pause;
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
          ProbedRun fresh = new ProbedRun(container, probe, host, clock, pause);
          fresh.start();
          return fresh;
        });
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
    return Optional.ofNullable(runs.get(id)).map(ProbedRun::health);
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
