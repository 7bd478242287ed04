package tianniu.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerSummary;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EventStream;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.PullProgress;
import tianniu.engine.RestartPolicy;
import tianniu.fault.Fault;

/** What the twin promises beyond the contract. */
class TwinTest {
  private final HandClock clock = new HandClock();
  private final MemoryEngine engine =
      MemoryEngine.on(clock)
          .images(Boxes.BUSYBOX, Boxes.WEB)
          .registry(MemoryImage.shell("new:1"))
          .paths(path -> path.equals("/srv"))
          .link("/data", "/srv/data")
          .build();

  @AfterEach
  void close() {
    engine.close();
  }

  private EngineContainer see(EngineRef ref) {
    return engine.containers().find(ref).orElseThrow();
  }

  @Test
  void start_shortProcess_hasEndedAtTheReturn() {
    EngineRef ref = Boxes.running(engine, "sh", "-c", "echo hello; exit 4");
    assertThat(see(ref).exitCode()).isEqualTo(4);
    try (var logs = engine.containers().logs(ref, new LogQuery(null, null, LogQuery.ALL, false))) {
      LogLine line = Objects.requireNonNull(logs.next());
      assertThat(line.timestamp()).isEqualTo(clock.instant());
    }
  }

  @Test
  void start_endlessLoop_returns() {
    EngineRef ref = Boxes.running(engine, "sh", "-c", "while true; do true; done");
    assertThat(see(ref).state()).isEqualTo(EngineState.RUNNING);
  }

  @Test
  void stop_server_endsWell() {
    EngineRef ref = Boxes.web(engine);
    engine.containers().stop(ref, Duration.ofSeconds(10));
    assertThat(see(ref).exitCode()).isZero();
  }

  @Test
  void create_ownLabels_areHidden() {
    EngineRef ref = Boxes.web(engine);
    assertThat(see(ref).labels()).containsOnlyKeys("team");
  }

  @Test
  void createForeign_container_hasNoIssuedId() {
    EngineRef ref =
        engine.createForeign(Boxes.spec("other", "busybox", RestartPolicy.Type.NO, "true"));
    assertThat(see(ref).issuedId()).isNull();
    assertThat(see(ref).createdAt()).isEqualTo(clock.instant());
  }

  @Test
  void list_several_newestFirst() {
    EngineRef first = Boxes.running(engine, "true");
    EngineRef second = Boxes.running(engine, "true");
    assertThat(engine.containers().list())
        .extracting(ContainerSummary::ref)
        .containsExactly(second, first);
  }

  @Test
  void events_since_isInclusive() {
    EngineRef first = Boxes.running(engine, "true");
    clock.advance(Duration.ofSeconds(1));
    Instant since = clock.instant();
    engine.containers().remove(first, false, false);
    try (EventStream events = engine.events(since)) {
      EngineEvent event = Objects.requireNonNull(events.next());
      assertThat(event.action()).isEqualTo("destroy");
      assertThat(event.at()).isEqualTo(since);
    }
  }

  @Test
  void pull_image_tellsItsSteps() {
    List<PullProgress> steps = new ArrayList<>();
    engine.images().pull("new:1", steps::add);
    assertThat(steps)
        .first()
        .isEqualTo(new PullProgress("layer-1", PullProgress.Phase.WAITING, 0, 0));
    assertThat(steps).last().extracting(PullProgress::phase).isEqualTo(PullProgress.Phase.DONE);
  }

  @Test
  void has_untaggedName_meansLatest() {
    assertThat(engine.images().has("busybox:latest")).isTrue();
    assertThat(engine.images().has("busybox")).isTrue();
    assertThat(engine.images().has("busybox:2")).isFalse();
  }

  @Test
  void realPath_link_isResolved() {
    assertThat(engine.host().realPath("/data")).isEqualTo(Path.of("/srv/data"));
  }

  @Test
  void close_engine_isUnavailable() {
    engine.close();
    assertThat(fault(engine::info)).isInstanceOf(Fault.EngineUnavailable.class);
  }

  @Test
  void demo_machine_isALivingList() {
    try (MemoryEngine demo = MemoryEngine.demo(clock)) {
      List<EngineContainer> all =
          demo.containers().list().stream()
              .map(summary -> demo.containers().find(summary.ref()).orElseThrow())
              .toList();
      assertThat(all)
          .extracting(EngineContainer::name)
          .contains("web-1", "cache", "worker", "backup", "preview");
      assertThat(all)
          .extracting(EngineContainer::state)
          .contains(EngineState.RUNNING, EngineState.PAUSED, EngineState.EXITED);
      assertThat(all)
          .filteredOn(c -> c.name().equals("import"))
          .first()
          .satisfies(container -> assertThat(container.exitCode()).isEqualTo(1));
    }
  }
}
