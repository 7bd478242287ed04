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
import tianniu.live.Task;

/** Half-made containers of ours go; all others stay. */
class OrphanSweepTest {
  private static final String OURS = "ours";
  private final MemoryEngine engine = Yard.engine();
  private final InstantSource clock = InstantSource.system();
  private final LiveView view = new LiveView(List.of());
  private long nanos;
  private EngineMirror mirror;
  private OrphanSweep sweep;

  @BeforeEach
  void open() {
    mirror = EngineMirror.start(engine, view, clock);
    mirror.awaitReady(Yard.LONG);
    sweep = new OrphanSweep(engine, view, mirror, OURS, () -> nanos);
  }

  @AfterEach
  void close() {
    mirror.close();
    engine.close();
  }

  private ContainerSpec spec(int number) {
    ContainerId id = new ContainerId("%032x".formatted(number));
    return Yard.body("web" + number, "").spec(id, clock.instant());
  }

  private EngineRef made(ContainerSpec spec) {
    EngineRef ref = engine.containers().create(spec);
    mirror.refresh(ref);
    return ref;
  }

  /** A look, and another one so much later. */
  private void sweep(Duration pause) {
    sweep.sweep();
    nanos += pause.toNanos();
    sweep.sweep();
  }

  private boolean isThere(EngineRef ref) {
    return engine.containers().find(ref).isPresent();
  }

  @Test
  void halfMade_ofOurs_isRemoved() {
    EngineRef ref = made(spec(1).startedBy(OURS));
    sweep(OrphanSweep.SAFE_AGE);
    assertThat(isThere(ref)).isFalse();
    assertThat(view.find(spec(1).id())).isNull();
  }

  @Test
  void halfMade_seenForTooShort_stays() {
    EngineRef ref = made(spec(1).startedBy(OURS));
    sweep(OrphanSweep.SAFE_AGE.minusSeconds(1));
    assertThat(isThere(ref)).isTrue();
  }

  @Test
  void halfMade_oldByAClockThatWasSet_stays() {
    Instant before = clock.instant().minus(Duration.ofDays(1));
    ContainerId id = new ContainerId("%032x".formatted(1));
    EngineRef ref = made(Yard.body("web", "").spec(id, before).startedBy(OURS));
    sweep(Duration.ofMinutes(1));
    assertThat(isThere(ref)).isTrue();
  }

  @Test
  void halfMade_anotherOneSeenBefore_stays() {
    EngineRef first = made(spec(1).startedBy(OURS));
    sweep(OrphanSweep.SAFE_AGE.minusSeconds(1));
    engine.containers().remove(first, true, true);
    mirror.refresh(first);
    EngineRef second = made(spec(1).startedBy(OURS));
    sweep(Duration.ofMinutes(1));
    assertThat(isThere(second)).isTrue();
  }

  @Test
  void others_allStay() {
    EngineRef theirs = made(spec(2).startedBy("theirs"));
    EngineRef meantToStop = made(spec(3));
    EngineRef foreign = engine.createForeign(spec(4));
    mirror.refresh(foreign);
    EngineRef ran = made(spec(5).startedBy(OURS));
    engine.containers().start(ran);
    engine.containers().stop(ran, Duration.ofSeconds(1));
    mirror.refresh(ran);

    sweep(OrphanSweep.SAFE_AGE);

    assertThat(List.of(theirs, meantToStop, foreign, ran)).allMatch(this::isThere);
    assertThat(view.snapshot().newestFirst())
        .hasSize(4)
        .allMatch(each -> each.status() == Status.STOPPED);
  }

  @Test
  void known_byADraft_stays() {
    ContainerSpec spec = spec(1).startedBy(OURS);
    view.restore(spec, Task.of(Status.CREATING), null);
    EngineRef ref = made(spec);
    sweep(OrphanSweep.SAFE_AGE);
    assertThat(isThere(ref)).isTrue();
  }
}
