package tianniu.live;

import static tianniu.Waiting.until;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.Snare;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;

/** The view goes on following the engine after errors that nobody expects. */
class MirrorSurvivalTest {
  private final MemoryEngine engine =
      MemoryEngine.on(Clock.systemUTC())
          .images(MemoryImage.server("busybox:latest", "httpd"))
          .build();
  private final Snare hearing = new Snare();
  private final Snare looking = new Snare();
  private final LiveView view = new LiveView(List.of(new Listener()));
  private final EngineMirror mirror = EngineMirror.start(engine, view, Clock.systemUTC());

  private final class Listener implements RunListener {
    @Override
    public void up(ContainerId id, EngineContainer container) {
      looking.pass();
    }

    @Override
    public void down(ContainerId id) {}

    @Override
    public void heard(EngineEvent event) {
      hearing.pass();
    }
  }

  @AfterEach
  void close() {
    mirror.close();
    engine.close();
  }

  private boolean is(String name, Status status) {
    return view.snapshot().newestFirst().stream()
        .anyMatch(each -> each.name().equals(name) && each.status() == status);
  }

  private void assertGoesOn(Snare snare, String thread) {
    EngineRef first = engine.createForeign(Seen.spec(1));
    until(() -> mirror.isConnected() && is("c1", Status.STOPPED));
    snare.lay(thread);
    engine.containers().start(first);
    until(() -> is("c1", Status.RUNNING));
    until(() -> !snare.isLaid());

    EngineRef second = engine.createForeign(Seen.spec(2));
    until(() -> is("c2", Status.STOPPED));
    engine.containers().start(second);
    until(() -> is("c2", Status.RUNNING) && mirror.isConnected());
  }

  @Test
  void errorAtAnEvent_theEventsAreFollowedAnew() {
    assertGoesOn(hearing, "event-pump");
  }

  @Test
  void errorAtALook_theNextLookIsTaken() {
    assertGoesOn(looking, "looker-");
  }
}
