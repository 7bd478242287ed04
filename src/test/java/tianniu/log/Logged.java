package tianniu.log;

import static tianniu.Waiting.until;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.engine.RestartPolicy;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;

/** One container of the twin, whose shell writes what a test tells it. */
final class Logged implements AutoCloseable {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** No two lines have the same time, as on an engine that is not in a great hurry. */
  private final AtomicLong ticks = new AtomicLong();

  final InstantSource clock = () -> START.plusNanos(1_000_000 * ticks.incrementAndGet());
  final MemoryEngine engine =
      MemoryEngine.on(clock).images(MemoryImage.shell("busybox:latest")).build();
  final LiveView view = new LiveView(List.of());
  final EngineMirror mirror = EngineMirror.start(engine, view, clock);
  final LogFeeds feeds = new LogFeeds(engine.containers(), view);
  final ContainerId id = new ContainerId("0123456789abcdef0123456789abcdef");
  final EngineRef ref;

  Logged(String script, RestartPolicy.Type policy) {
    ref =
        engine
            .containers()
            .create(
                new SpecDraft(id, "web", "busybox", clock.instant())
                    .restart(policy, 0)
                    .command("sh", "-c", script)
                    .spec());
    mirror.refresh(ref);
  }

  /** A container that has written its lines and ended. */
  static Logged ended(String script) {
    Logged logged = new Logged(script, RestartPolicy.Type.NO);
    logged.engine.containers().start(logged.ref);
    until(() -> logged.seen().finishedAt() != null);
    logged.mirror.refresh(logged.ref);
    return logged;
  }

  LiveContainer container() {
    return view.get("web");
  }

  private tianniu.engine.EngineContainer seen() {
    return engine.containers().find(ref).orElseThrow();
  }

  @Override
  public void close() {
    mirror.close();
    engine.close();
  }
}
