package tianniu.event;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.Snare;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.live.Status;
import tianniu.live.Task;
import tianniu.store.ReadyDatabase;

/** The sequence goes on after errors that nobody expects, and ends in the truth. */
class RecorderSurvivalTest {
  private static final String RECORDER = "event-recorder";

  @TempDir private Path dataDir;
  private Ground ground;

  @BeforeEach
  void open() throws Exception {
    ReadyDatabase.copyInto(dataDir);
    ground = new Ground(dataDir);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private static List<String> told(List<Event> events) {
    return events.stream()
        .filter(event -> event.container() != null)
        .map(event -> event.type().word() + " " + Ground.subject(event).name())
        .toList();
  }

  /** What happens from an error on is told, once, behind what was told before. */
  private void assertAllIsToldOverAnErrorAt(Snare snare) {
    ground.run("before");
    ground.events();
    snare.lay(RECORDER);
    ground.run("meanwhile");
    ground.run("after");

    List<Event> events = ground.events();
    assertThat(snare.isLaid()).isFalse();
    // What comes of a comparison may come behind what has happened since.
    assertThat(told(events))
        .containsExactlyInAnyOrder(
            "container.created c0",
            "container.started c0",
            "container.created c1",
            "container.started c1",
            "container.created c2",
            "container.started c2");
    assertThat(events)
        .extracting(Event::id)
        .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
  }

  @Test
  void errorBeforeAWrite_theNextIsTold_andWhatWasLeftOutToo() {
    assertAllIsToldOverAnErrorAt(ground.writes);
  }

  @Test
  void errorAfterAWrite_whatIsOnDiskIsToldOnce() {
    assertAllIsToldOverAnErrorAt(ground.written);
  }

  @Test
  void errorAtTheFirstLook_isTriedAgain() throws Exception {
    EngineRef ref = ground.run("before");
    ground.events();
    ground.end();
    ground.engine.containers().stop(ref, java.time.Duration.ofSeconds(10));
    ground.reads.lay(RECORDER);
    ground.begin();

    assertThat(ground.reads.isLaid()).isFalse();
    ground.run("after");
    assertThat(told(ground.events()))
        .containsExactly(
            "container.created c0",
            "container.started c0",
            "container.stopped c0",
            "container.created c1",
            "container.started c1");
  }

  @Test
  void creationThatIsTakenUpAgain_andHasRunLong_isNoNews() throws Exception {
    ContainerSpec spec = ground.spec("backend");
    EngineRef ref = ground.engine.containers().create(spec);
    ground.engine.containers().start(ref);
    ground.mirror.refresh(ref);
    List<Event> before = ground.events();
    ground.end();
    ground.begin(view -> view.restore(spec, Task.of(Status.CREATING), null));
    ground.run("after");

    List<Event> events = ground.events();
    assertThat(events.subList(0, before.size())).isEqualTo(before);
    assertThat(told(events.subList(before.size(), events.size())))
        .containsExactly("container.created c1", "container.started c1");
  }

  @Test
  void errorWhileAChangeIsNoticed_isNotThatOfWhoMadeIt() {
    ground.run("unnoticed");
    ground.events();
    Snare looks = new Snare();
    ground.recorder.ask(
        (_, _) -> {
          looks.pass();
          return Optional.empty();
        });
    looks.layHere(0);
    ground.view.begin(Ground.id(0), "stop", Task.of(Status.STOPPING), Set.of(Status.RUNNING));
    assertThat(looks.isLaid()).isFalse();
    ground.run("after");

    until(() -> told(ground.events()).contains("container.stopping c0"));
    assertThat(told(ground.events())).contains("container.started c1").doesNotHaveDuplicates();
  }
}
