package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.engine.memory.MemoryEngine;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;
import tianniu.live.Status;

/** Half-made containers of ours go; all others stay. */
class OrphanSweepTest {
  private static final String OURS = "ours";
  private final MemoryEngine engine = Yard.engine();
  private final InstantSource clock = InstantSource.system();
  private final LiveView view = new LiveView(List.of());
  private EngineMirror mirror;

  @BeforeEach
  void open() {
    mirror = EngineMirror.start(engine, view, clock);
    mirror.awaitReady(Yard.LONG);
  }

  @AfterEach
  void close() {
    mirror.close();
    engine.close();
  }

  private ContainerSpec spec(int number, Duration age) {
    Instant accepted = clock.instant().minus(age);
    return Yard.body("web" + number, "").spec(new ContainerId("%032x".formatted(number)), accepted);
  }

  private ContainerSpec old(int number) {
    return spec(number, OrphanSweep.SAFE_AGE.plusMinutes(1));
  }

  private EngineRef made(ContainerSpec spec) {
    EngineRef ref = engine.containers().create(spec);
    mirror.refresh(ref);
    return ref;
  }

  private void sweep() {
    new OrphanSweep(engine, view, mirror, OURS, clock).sweep();
  }

  private boolean isThere(EngineRef ref) {
    return engine.containers().find(ref).isPresent();
  }

  @Test
  void halfMade_ofOurs_isRemoved() {
    EngineRef ref = made(old(1).startedBy(OURS));
    sweep();
    assertThat(isThere(ref)).isFalse();
    assertThat(view.find(old(1).id())).isNull();
  }

  @Test
  void others_allStay() {
    EngineRef young = made(spec(1, Duration.ofMinutes(1)).startedBy(OURS));
    EngineRef theirs = made(old(2).startedBy("theirs"));
    EngineRef meantToStop = made(old(3));
    EngineRef foreign = engine.createForeign(old(4));
    mirror.refresh(foreign);
    EngineRef ran = made(old(5).startedBy(OURS));
    engine.containers().start(ran);
    engine.containers().stop(ran, Duration.ofSeconds(1));
    mirror.refresh(ran);

    sweep();

    assertThat(List.of(young, theirs, meantToStop, foreign, ran)).allMatch(this::isThere);
    assertThat(view.snapshot().newestFirst())
        .hasSize(5)
        .allMatch(each -> each.status() == Status.STOPPED);
  }

  @Test
  void known_byADraft_stays() {
    ContainerSpec spec = old(1).startedBy(OURS);
    view.restore(spec, Status.CREATING, null);
    EngineRef ref = made(spec);
    sweep();
    assertThat(isThere(ref)).isTrue();
  }
}
