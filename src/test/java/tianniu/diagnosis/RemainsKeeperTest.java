package tianniu.diagnosis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;
import static tianniu.Waiting.untilThere;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.diagnosis.Remains.By;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineEvent.Kind;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;
import tianniu.engine.RestartPolicy;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.fault.Fault;
import tianniu.keyring.MasterKey;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.Task;
import tianniu.store.Store;
import tianniu.store.Stores;

/** What is kept of runs that end and of containers that go, on the twin. */
class RemainsKeeperTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final InstantSource clock = InstantSource.system();
  private final Random random = new Random(7);
  private final MemoryEngine engine =
      MemoryEngine.on(clock).images(MemoryImage.server("shop:latest", "sleep", "600")).build();

  @TempDir private Path dataDir;
  private Store store;
  private Archive archive;
  private RemainsKeeper keeper;
  private LiveView view;
  private EngineMirror mirror;

  @BeforeEach
  void open() throws Exception {
    MasterKey key = MasterKey.loadOrCreate(dataDir, null);
    store = Stores.open(dataDir, new Config.Storage(null, null, 30), key);
    archive = new Archive(store, key.derive("test", "AES"), clock, clock);
    keeper = new RemainsKeeper(engine.containers(), archive, clock, LONG);
    view = new LiveView(List.of(keeper));
    keeper.attend(view);
    mirror = EngineMirror.start(engine, view, clock);
    mirror.awaitReady();
  }

  @AfterEach
  void close() {
    mirror.close();
    keeper.close();
    store.close();
    engine.close();
  }

  private ContainerId running(String name, RestartPolicy policy) {
    ContainerSpec spec =
        new SpecDraft(ContainerId.random(random), name, "shop:latest", clock.instant())
            .label("team", "shop")
            .restart(policy)
            .spec();
    EngineRef ref = engine.containers().create(spec);
    engine.containers().start(ref);
    until(() -> isRunning(spec.id()));
    return spec.id();
  }

  private boolean isRunning(ContainerId id) {
    LiveContainer now = view.find(id);
    return now != null && now.status() == Status.RUNNING;
  }

  private EngineRef ref(ContainerId id) {
    return requireNonNull(requireNonNull(view.find(id)).ref());
  }

  private static Exit ending(Remains kept) {
    return requireNonNull(kept.ending());
  }

  private static Remains.Removal removal(Remains kept) {
    return requireNonNull(kept.removal());
  }

  private void writes(ContainerId id, String line) {
    engine.trouble().writes(ref(id), OutputStreamKind.STDOUT, line);
  }

  private Remains awaitKept(ContainerId id, Predicate<Remains> isSo) {
    return untilThere(() -> archive.of(id).filter(isSo));
  }

  private List<String> lines(ContainerId id) {
    List<LogLine> lines = archive.lines(id);
    return lines == null ? List.of("none kept") : lines.stream().map(LogLine::message).toList();
  }

  @Test
  void end_byItself_keepsExitCodeAndLastLines() {
    ContainerId id = running("web", RestartPolicy.NO);
    writes(id, "last words");
    engine.trouble().exits(ref(id), 3);

    Remains kept = awaitKept(id, remains -> remains.ending() != null);
    assertThat(ending(kept).code()).isEqualTo(3);
    assertThat(ending(kept).onRequest()).isFalse();
    assertThat(kept.removal()).isNull();
    assertThat(lines(id)).containsExactly("last words");
  }

  @Test
  void end_outOfMemory_isKeptAsThat() {
    ContainerId id = running("hungry", RestartPolicy.NO);
    engine.trouble().runsOutOfMemory(ref(id));

    Remains kept = awaitKept(id, remains -> remains.ending() != null);
    assertThat(ending(kept).outOfMemory()).isTrue();
  }

  @Test
  void end_afterASignal_wasOnRequest() {
    ContainerId id = running("web", RestartPolicy.NO);
    engine.containers().stop(ref(id), Duration.ZERO);

    // A look for the start may see the end sooner than the signal is heard of.
    awaitKept(id, remains -> remains.ending() != null && remains.ending().onRequest());
  }

  @Test
  void removal_behindOurBack_keepsLinesAndWho() {
    ContainerId id = running("web", RestartPolicy.NO);
    writes(id, "written before the end");
    engine.trouble().exits(ref(id), 4);
    awaitKept(id, remains -> remains.ending() != null);
    engine.containers().remove(ref(id), true, false);

    Remains kept = awaitKept(id, remains -> remains.removal() != null);
    assertThat(removal(kept).by()).isEqualTo(By.OUTSIDE);
    assertThat(ending(kept).code()).isEqualTo(4);
    assertThat(lines(id)).containsExactly("written before the end");
    assertThat(archive.find(Scope.ALL, "web")).isPresent();
  }

  @Test
  void removal_byAnOperation_waitsForTheLinesOfARun() {
    ContainerId id = running("web", RestartPolicy.NO);
    writes(id, "still running");
    EngineRef ref = ref(id);
    view.leaving(view.begin(id, "delete", Task.of(Status.DELETING), Set.of(Status.RUNNING)));
    engine.containers().remove(ref, true, false);

    Remains kept = awaitKept(id, r -> r.removal() != null && r.ending() != null);
    assertThat(removal(kept).by()).isEqualTo(By.OPERATION);
    assertThat(ending(kept).onRequest()).isTrue();
    assertThat(lines(id)).containsExactly("still running");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void removal_seenBesideItsEnd_keepsTheEnd(boolean endFirst) {
    ContainerId id = running("web", RestartPolicy.NO);
    LiveContainer last = requireNonNull(view.find(id));
    EngineEvent end = new EngineEvent(ref(id), Kind.CHANGED, "die", clock.instant(), 7);
    // It sees nothing in the view: all it knows is what it is told.
    try (RemainsKeeper blind = new RemainsKeeper(engine.containers(), archive, clock)) {
      if (endFirst) {
        blind.heard(end);
        blind.gone(last);
      } else {
        blind.gone(last);
        blind.heard(end);
      }
      Remains kept = awaitKept(id, r -> r.removal() != null && r.ending() != null);
      assertThat(ending(kept).code()).isEqualTo(7);
      blind.awaitWritten(LONG);
      assertThat(blind.remembered()).isZero();
    }
  }

  @Test
  void removal_whileItRuns_isKept() {
    ContainerId id = running("web", RestartPolicy.NO);
    EngineRef ref = ref(id);
    engine.containers().remove(ref, true, false);

    assertThat(awaitKept(id, remains -> remains.removal() != null).name()).isEqualTo("web");
  }

  @Test
  void nextStart_ofTheServer_findsWhatWentMeanwhile() {
    ContainerId id = running("web", RestartPolicy.NO);
    engine.trouble().exits(ref(id), 5);
    awaitKept(id, remains -> remains.ending() != null);
    LiveView empty = new LiveView(List.of());
    RemainsKeeper next = new RemainsKeeper(engine.containers(), archive, clock);
    next.clearUp(empty, mirror);

    assertThat(ending(awaitKept(id, remains -> remains.removal() != null)).code()).isEqualTo(5);
    next.close();
  }

  @Test
  void nextStart_engineCannotTellOfIt_takesItForThere() throws Exception {
    ContainerId unseen = running("web", RestartPolicy.NO);
    ContainerId gone = running("gone", RestartPolicy.NO);
    EngineRef ref = ref(unseen);
    for (ContainerId id : List.of(unseen, gone)) {
      engine.trouble().exits(ref(id), 5);
      awaitKept(id, remains -> remains.ending() != null);
    }
    EngineRef removed = ref(gone);
    mirror.close();
    engine.containers().remove(removed, true, false);
    // Also those looks that events of before cause.
    for (int look = 0; look < 50; look++) {
      engine.trouble().failNext(Call.FIND, new Fault.EngineRefused("not now"));
    }
    LiveView empty = new LiveView(List.of());
    try (EngineMirror starting = EngineMirror.start(engine, empty, clock);
        RemainsKeeper next = new RemainsKeeper(engine.containers(), archive, clock)) {
      starting.awaitReady();
      assertThat(starting.isUnseen(ref)).isTrue();
      next.settle(empty, starting);
    }

    assertThat(archive.of(gone).orElseThrow().removal()).isNotNull();
    assertThat(archive.of(unseen).orElseThrow().removal()).isNull();
  }
}
