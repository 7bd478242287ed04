package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.container.Chapter.admin;
import static tianniu.container.Chapter.allowed;
import static tianniu.container.Chapter.denied;
import static tianniu.container.Chapter.fault;
import static tianniu.container.Chapter.mounting;
import static tianniu.container.Chapter.scoped;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.engine.memory.Call;
import tianniu.fault.Fault;
import tianniu.live.Status;

/** Ways out of a container to its host, at its creation; each must be shut. */
class EscapesTest {
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/etc",
        "/data/..",
        "/data/../",
        "/data/../etc",
        "/data/./../../etc",
        "/data/link",
        "/data/up",
        "/data/socket",
        "/data/magic",
        "/data-sibling",
        "/proc/self/root",
        "/data/../missing"
      })
  void bind_outOfTheRoots_isDenied(String path) {
    assertThat(denied(() -> chapter.create(admin(), mounting(path))).field())
        .isEqualTo("volumes[0].host_path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data",
        "/data/tianniu",
        "/data/tianniu/admin.key",
        "/data/engine",
        "/data/engine/docker.sock",
        "/data/x/../tianniu"
      })
  void bind_ofTheServersOwn_isDeniedBelowARootToo(String path) {
    assertThat(denied(() -> chapter.create(admin(), mounting(path))).message())
        .contains("host's own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/proc",
        "/proc/self/root",
        "/proc/1/root/etc",
        "/sys/fs",
        "/dev",
        "/dev/sda",
        "/run",
        "/run/docker.sock",
        "/var/run/docker.sock",
        "/var",
        "/var/lib",
        "/var/lib/memory",
        "/var/lib/memory/volumes/x",
        "/boot",
        "/etc",
        "/etc/passwd",
        "/root/.ssh",
        "/usr/bin",
        "/bin",
        "/lib",
        "/var/spool/cron",
        "/data/link",
        "/data/socket",
        "/data/magic",
        "/data/up"
      })
  void bind_ofTheHostsOwn_isDeniedWhateverTheRoots(String path) {
    try (Chapter open = new Chapter(dir.resolve("open"), false, "/")) {
      denied(() -> open.create(admin(), mounting(path)));
      open.create(admin(), mounting("/home/somebody"));
    }
  }

  @Test
  void bind_belowARootInTheSystemsFolders_isAllowedThereAlone() {
    try (Chapter open = new Chapter(dir.resolve("open"), false, "/etc/nginx", "/srv")) {
      denied(() -> open.create(admin(), mounting("/etc")));
      denied(() -> open.create(admin(), mounting("/etc/passwd")));
      open.create(admin(), mounting("/etc/nginx/conf.d"));
    }
  }

  @Test
  void bind_belowARootThatIsALink_isAllowedAtItsStartToo() {
    String id = chapter.create(admin(), mounting("/mnt/linked/inside")).id();
    chapter.containers.change(admin(), Action.STOP, id, Options.DEFAULT, Chapter.LONG, null);

    chapter.containers.change(admin(), Action.START, id, Options.DEFAULT, Chapter.LONG, null);

    assertThat(chapter.get("web").status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void bind_ofAKeyWithRoots_liesBelowOneOfThem() {
    Caller key =
        allowed(new AllowLists(null, List.of(Path.of("/data/a"), Path.of("/etc")), null, null));
    for (String path : List.of("/data/b", "/data/ab", "/data/a/../b", "/data/a/to-b", "/etc")) {
      denied(() -> chapter.create(key, mounting(path)));
    }
    Caller none = allowed(new AllowLists(null, List.of(), null, null));
    denied(() -> chapter.create(none, mounting("/data/a")));

    chapter.create(key, mounting("/data/a/x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc", "sly", "disk"})
  void volume_thatLeadsToTheHost_isDenied(String name) {
    assertThat(denied(() -> chapter.create(admin(), mounting(name))).field())
        .isEqualTo("volumes[0].host_path");
  }

  @Test
  void volume_thatLeadsBelowARoot_isAsGoodAsABind() {
    Caller key = allowed(new AllowLists(null, List.of(Path.of("/data/b")), null, null));
    denied(() -> chapter.create(key, mounting("folder")));

    chapter.create(admin(), mounting("folder"));
  }

  @Test
  void volume_keptElsewhere_isForKeysWithoutAScope() {
    denied(() -> chapter.create(scoped(), mounting("share")));
    chapter.create(admin(), mounting("share"));
  }

  @Test
  void volume_ofAScope_carriesItsLabels() {
    assertThat(fault(() -> chapter.create(scoped(), mounting("unlabelled"))))
        .isEqualTo(new Fault.NoSuchVolume("unlabelled"));
    chapter.create(scoped(), mounting("plain"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "HOST",
        " host ",
        "Host",
        "container:web",
        "CONTAINER:x",
        " container:x",
        "ns:/proc/1/ns/net",
        "NS:x"
      })
  void network_ofTheHostOrOfOthers_isDenied(String network) {
    assertThat(denied(() -> chapter.create(admin(), ",'network':'" + network + "'")).field())
        .isEqualTo("network");
  }

  @Test
  void network_host_isAllowedByConfiguration() {
    try (Chapter open = new Chapter(dir.resolve("open"), true, "/data")) {
      denied(() -> open.create(admin(), ",'network':'container:web'"));
      open.create(admin(), ",'network':'host'");
    }
  }

  @Test
  void network_ofAKeyWithAList_isOneOfThem() {
    Caller key = allowed(new AllowLists(null, null, List.of("lan"), null));
    for (String fields : List.of("", ",'network':'wan'", ",'network':'bridge'")) {
      assertThat(denied(() -> chapter.create(key, fields)).field()).isEqualTo("network");
    }
    // Nothing is told of what there is.
    denied(() -> chapter.create(key, ",'network':'no-such'"));
    assertThat(fault(() -> chapter.create(admin(), ",'network':'no-such'")))
        .isEqualTo(new Fault.NoSuchNetwork("no-such"));
    chapter.create(key, ",'network':'lan'");
  }

  @Test
  void network_noneNamed_isTheBridge() {
    chapter.create(allowed(new AllowLists(null, null, List.of("bridge"), null)), "");
    assertThat(chapter.get("web").status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void image_outsideTheListOfTheKey_isDenied() {
    Caller key = allowed(new AllowLists(List.of("myteam/*"), null, null, null));

    assertThat(denied(() -> chapter.create(key, "nginx", "")).field()).isEqualTo("image");
    // Whether there is such an image is not told either.
    denied(() -> chapter.create(key, "no-such", ""));
  }

  @Test
  void failedCreation_triedAgainByAnotherKey_isCheckedForThatKey() {
    chapter
        .engine
        .trouble()
        .failNext(Call.CREATE, new Fault.EngineRefused("no space left on the device"));
    String id = chapter.create(admin(), mounting("/data/b")).id();
    Caller key = allowed(new AllowLists(null, List.of(Path.of("/data/a")), null, null));

    denied(
        () ->
            chapter.containers.change(key, Action.START, id, Options.DEFAULT, Chapter.LONG, null));

    chapter.containers.change(admin(), Action.START, id, Options.DEFAULT, Chapter.LONG, null);
    assertThat(chapter.get("web").status()).isEqualTo(Status.RUNNING);
  }
}
