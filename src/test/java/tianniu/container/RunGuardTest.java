package tianniu.container;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;
import static tianniu.Waiting.untilThere;
import static tianniu.container.Chapter.admin;
import static tianniu.container.Chapter.denied;
import static tianniu.container.Chapter.mounting;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.container.Answers.Changed;
import tianniu.container.Answers.Created;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.Trouble;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.live.StatusReason;

/** A folder that becomes a link between the check and the engine's own look. */
class RunGuardTest {
  @TempDir Path dir;

  private Chapter chapter;

  @BeforeEach
  void open() {
    chapter = new Chapter(dir);
  }

  @AfterEach
  void close() {
    chapter.close();
  }

  private EngineRef ref() {
    return requireNonNull(chapter.get("web").ref());
  }

  private Instant startedAt() {
    return requireNonNull(requireNonNull(chapter.get("web").engine()).startedAt());
  }

  /** Waits for the end of a later run than began then: the guard may come late to that one, too. */
  private void assertEnded(Instant before) {
    LiveContainer ended =
        untilThere(() -> Optional.of(chapter.get("web")).filter(web -> isEnded(web, before)));
    StatusReason why = requireNonNull(ended.reason());
    assertThat(why.code()).isEqualTo("PERMISSION_DENIED");
    assertThat(why.message()).contains("/mnt");
  }

  private static boolean isEnded(LiveContainer container, Instant before) {
    EngineContainer known = container.engine();
    return container.reason() != null
        && container.status() == Status.STOPPED
        && known != null
        && known.startedAt() != null
        && known.startedAt().isAfter(before);
  }

  @Test
  void run_asItWasAskedFor_goesOn() {
    chapter.create(admin(), mounting("/data/a"));
    chapter.engine.containers().restart(ref(), Duration.ZERO);
    chapter.engine.containers().pause(ref());

    until(() -> chapter.get("web").status() == Status.PAUSED);
    assertThat(chapter.get("web").reason()).isNull();
  }

  @Test
  void restartBehindOurBack_ontoALink_isEnded() {
    chapter.create(admin(), mounting("/data/a"));
    Instant first = startedAt();
    chapter.engine.trouble().linked("/data/a", "/etc");

    chapter.engine.containers().restart(ref(), Duration.ZERO);

    assertEnded(first);
    denied(
        () ->
            chapter.containers.change(
                admin(), Action.START, "web", Options.DEFAULT, Chapter.LONG, null));
  }

  @Test
  void restartBehindOurBack_ontoAnotherFolderBelowTheRoots_isEnded() {
    chapter.create(admin(), mounting("/data/a"));
    Instant first = startedAt();
    chapter.engine.trouble().linked("/data/a", "/data/b");

    chapter.engine.containers().restart(ref(), Duration.ZERO);

    assertEnded(first);
  }

  @Test
  void restartBehindOurBack_ofAVolumeThatNowLeadsOut_isEnded() {
    chapter.create(admin(), mounting("folder"));
    Instant first = startedAt();
    chapter.engine.trouble().linked("/data/a", "/etc");

    chapter.engine.containers().restart(ref(), Duration.ZERO);

    assertEnded(first);
  }

  @Test
  void create_overtakenByALink_endsInTheReason() throws Exception {
    Created created;
    try (Trouble.Hold hold = chapter.engine.trouble().hold(Call.START)) {
      created = begun();
      hold.awaitArrivals(1);
      chapter.engine.trouble().linked("/data/a", "/etc");
    }
    until(() -> chapter.get("web").transition() == null);

    assertThat(chapter.get("web").id().value()).isEqualTo(created.id());
    assertEnded(Instant.MIN);
  }

  private Created begun() {
    return chapter
        .containers
        .create(
            admin(),
            tianniu.http.Bodies.read(
                ("{'name':'web','image':'nginx'" + mounting("/data/a") + "}").replace('\'', '"'),
                CreateContainer::read),
            Duration.ZERO,
            tianniu.idempotency.Turn.FREE)
        .answer();
  }

  @Test
  void start_overtakenByALink_endsInTheReason() throws Exception {
    String id = chapter.create(admin(), mounting("/data/a")).id();
    chapter.containers.change(admin(), Action.STOP, id, Options.DEFAULT, Chapter.LONG, null);
    Instant first = startedAt();
    Changed begun;
    try (Trouble.Hold hold = chapter.engine.trouble().hold(Call.START)) {
      begun =
          chapter
              .containers
              .change(admin(), Action.START, id, Options.DEFAULT, Duration.ZERO, null)
              .answer();
      hold.awaitArrivals(1);
      chapter.engine.trouble().linked("/data/a", "/etc");
    }
    until(() -> chapter.get("web").transition() == null);

    assertThat(begun.status()).isEqualTo("starting");
    assertEnded(first);
  }
}
