package tianniu.stat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.http.RecordedStream;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;
import tianniu.live.RunListener;
import tianniu.usage.UsageSampler;

/** Containers of the twin that are sampled a hundred times a second, and streams of their usage. */
final class Measured implements AutoCloseable {
  private static final java.time.InstantSource CLOCK = java.time.InstantSource.system();

  /** Time that goes a hundred times as fast, so that no test waits for what comes each second. */
  static final Pulse.Beat FAST =
      new Pulse.Beat(
          () -> 100 * System.nanoTime(), nanos -> LockSupport.parkNanos(Math.max(1, nanos / 100)));

  final MemoryEngine engine =
      MemoryEngine.on(CLOCK).images(MemoryImage.server("nginx:latest", "nginx")).build();
  final UsageSampler sampler = new UsageSampler(engine.usage(), Duration.ofMillis(10));
  final LiveView view = new LiveView(List.of(watching()));
  private final EngineMirror mirror = EngineMirror.start(engine, view, CLOCK);
  final RecordedStream out = new RecordedStream();
  private int made;

  Measured() {
    sampler.start();
  }

  private RunListener watching() {
    return new RunListener() {
      @Override
      public void up(ContainerId id, EngineContainer container) {
        sampler.watch(id, container);
      }

      @Override
      public void down(ContainerId id) {
        sampler.forget(id);
      }
    };
  }

  /** A container that does not run yet. */
  EngineRef create(String name, String team) {
    EngineRef ref =
        engine
            .containers()
            .create(
                new SpecDraft(id(made++), name, "nginx:latest", CLOCK.instant())
                    .label("team", team)
                    .spec());
    mirror.refresh(ref);
    return ref;
  }

  EngineRef run(String name, String team) {
    EngineRef ref = create(name, team);
    engine.containers().start(ref);
    mirror.refresh(ref);
    return ref;
  }

  /** The id of the container that was made so many containers after the first. */
  static ContainerId id(int number) {
    return new ContainerId("%032x".formatted(number + 1));
  }

  Thread follow(ContainerId id, Scope scope) {
    StatsStream stream = new StatsStream(view, sampler, scope, id, Duration.ofSeconds(1), FAST);
    return Thread.ofVirtual().start(() -> quietly(() -> stream.writeTo(out.stream())));
  }

  Thread follow(WatchList watched, Scope scope, boolean sse) {
    UsageStream stream =
        new UsageStream(view, sampler, scope, watched, Duration.ofSeconds(1), FAST);
    return Thread.ofVirtual().start(() -> quietly(() -> stream.writeTo(out.stream(), sse)));
  }

  /** Something that writes. */
  private interface Writing {
    void run() throws java.io.IOException;
  }

  private static void quietly(Writing writing) {
    try {
      writing.run();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    mirror.close();
    sampler.close();
    engine.close();
  }
}
