package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static tianniu.Waiting.until;
import static tianniu.container.Chapter.admin;
import static tianniu.container.Chapter.denied;
import static tianniu.container.Chapter.developer;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.engine.HostAccess;
import tianniu.engine.SpecDraft;
import tianniu.engine.VolumeMount;
import tianniu.live.LiveContainer;
import tianniu.live.Status;

/** Containers that others made, as good as root on the host. */
class PrivilegeRulesTest {
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

  private LiveContainer foreign(Set<HostAccess> access, VolumeMount... mounts) {
    EngineRef ref =
        chapter.engine.createForeign(
            new SpecDraft(new ContainerId("0".repeat(32)), "root", "nginx", Chapter.CLOCK.instant())
                .volumes(mounts)
                .spec(),
            access);
    chapter.engine.containers().start(ref);
    until(() -> chapter.view.snapshot().find("root").filter(LiveContainer::hasProcess).isPresent());
    return chapter.get("root");
  }

  private void assertClosedToDevelopers(LiveContainer container) {
    assertThat(denied(() -> chapter.containers.requirePrivilege(developer(), container)).message())
        .contains("container:privileged");
    assertThatCode(() -> chapter.containers.requirePrivilege(admin(), container))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource
  void access_ofAnyKind_isForTheirPermission(HostAccess access) {
    assertClosedToDevelopers(foreign(Set.of(access)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/run/docker.sock",
        "/var/run",
        "/data/socket",
        "/data/engine",
        "/proc",
        "/dev",
        "/etc",
        "/root",
        "/var/lib/memory",
        "/data/link",
        "etc",
        "sly",
        "disk"
      })
  void mount_ofTheHost_isForTheirPermission(String source) {
    assertClosedToDevelopers(foreign(Set.of(), new VolumeMount(source, "/host", false)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/data/a", "/home/somebody/project", "plain", "share", "folder"})
  void mount_ofOthers_isForAll(String source) {
    LiveContainer container = foreign(Set.of(), new VolumeMount(source, "/host", false));
    chapter.containers.requirePrivilege(developer(), container);
    assertThat(container.status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void mount_ofTheSystemsFilesToRead_isForAll() {
    LiveContainer container =
        foreign(Set.of(), new VolumeMount("/etc/localtime", "/etc/localtime", true));
    chapter.containers.requirePrivilege(developer(), container);
    assertThat(container.status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void privileged_byKeysWithout_isStoppedButNotStarted() {
    foreign(Set.of(HostAccess.PRIVILEGED));
    act(Action.PAUSE);
    denied(() -> act(Action.UNPAUSE));
    act(Action.STOP);
    denied(() -> act(Action.START));
    denied(() -> act(Action.RESTART));
    assertThat(chapter.get("root").status()).isEqualTo(Status.STOPPED);

    chapter.containers.change(
        developer(), Action.DELETE, "root", Options.DEFAULT, Chapter.LONG, null);

    assertThat(chapter.view.snapshot().find("root")).isEmpty();
  }

  private void act(Action action) {
    chapter.containers.change(developer(), action, "root", Options.DEFAULT, Chapter.LONG, null);
  }

  @Test
  void hostNetwork_allowedByConfiguration_isForAll() {
    try (Chapter open = new Chapter(dir.resolve("open"), true, "/data")) {
      open.create(admin(), ",'network':'host'");
      open.containers.requirePrivilege(developer(), open.get("web"));
      assertThat(open.get("web").status()).isEqualTo(Status.RUNNING);
    }
  }
}
