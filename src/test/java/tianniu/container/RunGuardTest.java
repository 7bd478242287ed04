package tianniu.container;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.container.Chapter.admin;
import static tianniu.container.Chapter.await;
import static tianniu.container.Chapter.denied;
import static tianniu.container.Chapter.mounting;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.container.Answers.Changed;
import tianniu.container.Answers.Created;
import tianniu.engine.EngineRef;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.Trouble;
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

  private void assertEnded() {
    await(() -> chapter.get("web").reason() != null);
    assertThat(chapter.get("web").status()).isEqualTo(Status.STOPPED);
    StatusReason why = requireNonNull(chapter.get("web").reason());
    assertThat(why.code()).isEqualTo("PERMISSION_DENIED");
    assertThat(why.message()).contains("/mnt");
  }

  @Test
  void run_asItWasAskedFor_goesOn() {
    chapter.create(admin(), mounting("/data/a"));
    chapter.engine.containers().restart(ref(), Duration.ZERO);
    chapter.engine.containers().pause(ref());

    await(() -> chapter.get("web").status() == Status.PAUSED);
    assertThat(chapter.get("web").reason()).isNull();
  }

  @Test
  void restartBehindOurBack_ontoALink_isEnded() {
    chapter.create(admin(), mounting("/data/a"));
    chapter.engine.trouble().linked("/data/a", "/etc");

    chapter.engine.containers().restart(ref(), Duration.ZERO);

    assertEnded();
    denied(
        () ->
            chapter.containers.change(
                admin(), Action.START, "web", Options.DEFAULT, Chapter.LONG, null));
  }

  @Test
  void restartBehindOurBack_ontoAnotherFolderBelowTheRoots_isEnded() {
    chapter.create(admin(), mounting("/data/a"));
    chapter.engine.trouble().linked("/data/a", "/data/b");

    chapter.engine.containers().restart(ref(), Duration.ZERO);

    assertEnded();
  }

  @Test
  void restartBehindOurBack_ofAVolumeThatNowLeadsOut_isEnded() {
    chapter.create(admin(), mounting("folder"));
    chapter.engine.trouble().linked("/data/a", "/etc");

    chapter.engine.containers().restart(ref(), Duration.ZERO);

    assertEnded();
  }

  @Test
  void create_overtakenByALink_endsInTheReason() throws Exception {
    Created created;
    try (Trouble.Hold hold = chapter.engine.trouble().hold(Call.START)) {
      created = begun();
      hold.awaitArrivals(1);
      chapter.engine.trouble().linked("/data/a", "/etc");
    }
    await(() -> chapter.get("web").transition() == null);

    assertThat(chapter.get("web").id().value()).isEqualTo(created.id());
    assertEnded();
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
    await(() -> chapter.get("web").transition() == null);

    assertThat(begun.status()).isEqualTo("starting");
    assertEnded();
  }
}
