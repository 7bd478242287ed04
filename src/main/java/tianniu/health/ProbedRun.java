package tianniu.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.HealthProbe;

/** One run of one container, and the thread that probes it. */
final class ProbedRun {
  private static final Logger LOG = LoggerFactory.getLogger(ProbedRun.class);

  private final Run run;
  private final HealthProbe probe;
  private final Supplier<EngineHost> host;
  private final InstantSource clock;
  private final Pause pause;
  private final Thread thread;

  /** Replaced when the same run is paused or gets another address. */
  private volatile EngineContainer container;

  private volatile ProbeHealth health = ProbeHealth.UNKNOWN;
  private volatile boolean ended;

  ProbedRun(
      EngineContainer container,
      HealthProbe probe,
      Supplier<EngineHost> host,
      InstantSource clock,
      Pause pause) {
    this.container = container;
    this.run = Run.of(container);
    this.probe = probe;
    this.host = host;
    this.clock = clock;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name("probe-" + container.name()).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  boolean isRunOf(EngineContainer other) {
    return run.equals(Run.of(other));
  }

  void update(EngineContainer present) {
    container = present;
  }

  ProbeHealth health() {
    return health;
  }

  /** Tells the thread to end; it does so at once, also in the middle of a probe. */
  void end() {
    ended = true;
    thread.interrupt();
  }

  void join() throws InterruptedException {
    thread.join();
  }

  private void work() {
    Instant now = clock.instant();
    Instant startedAt = container.startedAt();
    // A start in the future is a clock that differs from ours.
    ProbeTrack track =
        new ProbeTrack(probe, startedAt == null || startedAt.isAfter(now) ? now : startedAt);
    try {
      while (!ended) {
        pause.sleep(container.state() == EngineState.RUNNING ? probe(track) : probe.interval());
      }
    } catch (InterruptedException e) {
      LOG.trace("No more probes of container {}", run.ref);
    }
  }

  private Duration probe(ProbeTrack track) {
    ProbeAnswer answer;
    try {
      answer = new HttpProbe(host.get(), System::nanoTime).ask(container, probe);
    } catch (RuntimeException e) {
      LOG.warn("A probe of container {} ({}) broke", container.name(), run.ref, e);
      answer = new ProbeAnswer.Unknown("the probe could not be made");
    }
    ProbeTrack.Step step = track.after(health, answer, clock.instant());
    // What an end broke off says nothing, and the answer of a paused container is none of its own.
    if (!ended && container.state() == EngineState.RUNNING) {
      health = step.health();
    }
    return step.nextIn();
  }

  private record Run(
      EngineRef ref, long pid, @Nullable Instant startedAt, @Nullable HealthProbe probe) {
    static Run of(EngineContainer container) {
      return new Run(container.ref(), container.pid(), container.startedAt(), container.health());
    }
  }
}
