package tianniu.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.HealthProbe;
import tianniu.fault.Mishap;

/** One run of one container, and the thread that probes it. */
final class ProbedRun {
  private static final Logger LOG = LoggerFactory.getLogger(ProbedRun.class);

  private final ContainerId id;
  private final Run run;
  private final HealthProbe probe;
  private final Supplier<EngineHost> host;
  private final InstantSource clock;
  private final Pause pause;
  private final ProbeHistory history;
  private final ProbeWatch watch;
  private final Consumer<ContainerId> turned;
  private final Thread thread;
  private final AtomicBoolean started = new AtomicBoolean();

  /** Replaced when the same run is paused or gets another address. */
  private volatile EngineContainer container;

  /** Written by the thread alone. */
  private volatile State state;

  private volatile boolean ended;

  /** A health, and since when its status is what it is. */
  record State(ProbeHealth health, Instant since) {
    State with(ProbeHealth next, Instant now) {
      return new State(next, next.status() == health.status() ? since : now);
    }
  }

  ProbedRun(
      ContainerId id,
      EngineContainer container,
      HealthProbe probe,
      Supplier<EngineHost> host,
      InstantSource clock,
      Pause pause,
      ProbeHistory history,
      ProbeWatch watch,
      Consumer<ContainerId> turned) {
    this.id = id;
    this.container = container;
    this.run = Run.of(container);
    this.probe = probe;
    this.host = host;
    this.clock = clock;
    this.pause = pause;
    this.history = history;
    this.watch = watch;
    this.turned = turned;
    this.state = new State(ProbeHealth.UNKNOWN, startOf(container));
    this.thread = Thread.ofVirtual().name("probe-" + container.name()).unstarted(this::work);
  }

  /** Begins to probe, if it has not begun. */
  void start() {
    if (started.compareAndSet(false, true)) {
      thread.start();
    }
  }

  boolean isRunOf(EngineContainer other) {
    return run.equals(Run.of(other));
  }

  void update(EngineContainer present) {
    container = present;
  }

  State state() {
    return state;
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
    ProbeTrack track = new ProbeTrack(probe, startOf(container));
    try {
      while (!ended) {
        pause.sleep(round(track));
      }
    } catch (InterruptedException e) {
      LOG.trace("No more probes of container {}", run.ref);
    }
  }

  /** Probes if there is anything to probe; returns when to do so again. */
  private Duration round(ProbeTrack track) {
    try {
      return container.state() == EngineState.RUNNING ? probe(track) : probe.interval();
    } catch (Throwable e) {
      Mishap.log(LOG, "a probe has broken off", e);
      return probe.interval();
    }
  }

  private Instant startOf(EngineContainer present) {
    Instant now = clock.instant();
    Instant startedAt = present.startedAt();
    // A start in the future is a clock that differs from ours.
    return startedAt == null || startedAt.isAfter(now) ? now : startedAt;
  }

  private Duration probe(ProbeTrack track) {
    ProbeAnswer answer;
    Instant begun = clock.instant();
    long beganAt = System.nanoTime();
    try {
      answer = new HttpProbe(host.get(), System::nanoTime).ask(container, probe);
    } catch (RuntimeException e) {
      LOG.warn("A probe of container {} ({}) broke", container.name(), run.ref, e);
      answer = new ProbeAnswer.Unknown("the probe could not be made");
    }
    Duration took = Duration.ofNanos(System.nanoTime() - beganAt);
    Instant now = clock.instant();
    ProbeTrack.Step step = track.after(state.health(), answer, now);
    // What an end broke off says nothing, and the answer of a paused container is none of its own.
    EngineContainer present = container;
    if (ended || present.state() != EngineState.RUNNING) {
      return step.nextIn();
    }
    history.add(ProbeResult.of(answer, begun, took));
    State former = state;
    State next = former.with(step.health(), now);
    state = next;
    if (next.health().status() != former.health().status()) {
      turned.accept(id);
    }
    Duration atMost = watch.saw(id, present, next.health(), next.since());
    return atMost.compareTo(step.nextIn()) < 0 ? atMost : step.nextIn();
  }

  private record Run(
      EngineRef ref, long pid, @Nullable Instant startedAt, @Nullable HealthProbe probe) {
    static Run of(EngineContainer container) {
      return new Run(container.ref(), container.pid(), container.startedAt(), container.health());
    }
  }
}
