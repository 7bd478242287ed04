package tianniu.secret;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;
import static tianniu.secret.Desk.ADMIN;
import static tianniu.secret.Desk.BACKEND;
import static tianniu.secret.Desk.FRONTEND;
import static tianniu.secret.Desk.PATIENCE;
import static tianniu.secret.Desk.caller;
import static tianniu.secret.Desk.fault;
import static tianniu.secret.Desk.put;
import static tianniu.secret.Desk.rotate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.caller.Permission;
import tianniu.engine.EngineContainer;
import tianniu.engine.memory.Call;
import tianniu.fault.Fault;
import tianniu.http.Deed;
import tianniu.http.Json;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.live.Task;
import tianniu.secret.Answers.Rotated;

class SecretsTest {
  private static void unheard(Deed.Target target, @Nullable Fault fault) {}

  private static final Map<String, String> BACK = Map.of("team", "backend");

  @TempDir Path dir;
  private Desk desk;
  private Secrets secrets;

  @BeforeEach
  void open() throws IOException {
    desk = new Desk(dir);
    secrets = desk.secrets;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void answers_all_tellNamesAndUsersAndNeverValues() {
    secrets.put(BACKEND, "s", put("k", "swordfish", "l", "swordfish"));
    secrets.put(ADMIN, "t", put("k", "swordfish"));
    LiveContainer user = desk.container("api", BACK, "s");

    assertThat(json(secrets.list(ADMIN, 20, 0)))
        .isEqualTo(
            "{\"total\":2,\"limit\":20,\"offset\":0,\"secrets\":["
                + "{\"name\":\"s\",\"version\":1,\"keys\":[\"k\",\"l\"],"
                + "\"labels\":{\"team\":\"backend\"},\"created_at\":\"2026-01-01T00:00:00Z\","
                + "\"updated_at\":\"2026-01-01T00:00:00Z\",\"used_by_count\":1},"
                + "{\"name\":\"t\",\"version\":1,\"keys\":[\"k\"],\"labels\":{},"
                + "\"created_at\":\"2026-01-01T00:00:00Z\","
                + "\"updated_at\":\"2026-01-01T00:00:00Z\",\"used_by_count\":0}]}");
    assertThat(json(secrets.list(ADMIN, 1, 1))).contains("\"t\"").doesNotContain("\"s\"");
    assertThat(json(secrets.get(ADMIN, "s")))
        .endsWith(
            "\"used_by_count\":1,\"used_by\":[{\"id\":\""
                + user.id()
                + "\",\"name\":\"api\",\"status\":\"running\"}]}");
    assertThat(
            json(secrets.get(ADMIN, "s"))
                + json(secrets.put(ADMIN, "s", put("k", "swordfish")))
                + json(
                    secrets.rotate(
                        ADMIN,
                        "s",
                        rotate(true, "k", "swordfish2"),
                        PATIENCE,
                        SecretsTest::unheard))
                + json(Answers.Deleted.of(secrets.delete(ADMIN, "s", true))))
        .doesNotContain("swordfish");
  }

  @Test
  void list_ofAScope_countsItsOwnUsersAlone() {
    secrets.put(BACKEND, "s", put("k", "v"));
    desk.container("api", BACK, "s");
    desk.container("foreign", Map.of(), "s");

    assertThat(secrets.get(ADMIN, "s").usedBy()).hasSize(2);
    assertThat(secrets.get(BACKEND, "s").usedBy()).extracting("name").containsExactly("api");
    assertThat(secrets.list(FRONTEND, 20, 0).total()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", ".a", "a b", "ä", "a/b"})
  void put_wrongName_isRefused(String name) {
    assertThat(fault(() -> secrets.put(ADMIN, name, put("k", "v"))))
        .isInstanceOf(Fault.Invalid.class);
  }

  @Test
  void rotate_withRecreate_givesTheUserItsNewValueAndKeepsWhatItIs() throws IOException {
    secrets.put(ADMIN, "s", put("k", "old"));
    LiveContainer before = desk.container("api", BACK, "s");
    LiveContainer other = desk.container("other", BACK, secret("other"));

    Rotated rotated =
        secrets.rotate(ADMIN, "s", rotate(true, "k", "new"), PATIENCE, SecretsTest::unheard);

    assertThat(json(rotated.results()))
        .startsWith(
            "[{\"id\":\""
                + before.id()
                + "\",\"status\":\"running\",\"message\":\"Container is running\","
                + "\"operation_id\":\"op-")
        .endsWith("\"}]");
    EngineContainer was = requireNonNull(before.engine());
    EngineContainer is = requireNonNull(desk.now(before.id()).engine());
    assertThat(is.ref()).isNotEqualTo(was.ref());
    assertThat(is.name()).isEqualTo("api");
    assertThat(is.labels()).isEqualTo(BACK);
    assertThat(is.ports()).isEqualTo(was.ports());
    assertThat(is.createdAt()).isEqualTo(was.createdAt());
    assertThat(is.environment()).isEqualTo(was.environment());
    assertThat(is.process()).isEqualTo(was.process());
    assertThat(desk.now(before.id()).draft()).isNull();
    until(() -> drafts().isEmpty());
    assertThat(desk.seenInside(before.id())).isEqualTo("new|x");
    assertThat(desk.now(other.id()).ref()).as("no user of it").isEqualTo(other.ref());
  }

  @Test
  void rotate_withoutRecreate_leavesTheUsersAlone() throws IOException {
    secrets.put(ADMIN, "s", put("k", "old"));
    LiveContainer user = desk.container("api", BACK, "s");

    Rotated rotated =
        secrets.rotate(ADMIN, "s", rotate(false, "k", "new"), PATIENCE, SecretsTest::unheard);

    assertThat(rotated.results()).isEmpty();
    assertThat(rotated.detail().usedBy()).hasSize(1);
    assertThat(desk.seenInside(user.id())).isEqualTo("old|x");
  }

  @Test
  void rotate_stoppedAndPausedUsers_areMadeAnewToo() throws IOException {
    secrets.put(ADMIN, "s", put("k", "old"));
    LiveContainer stopped = desk.container("stopped", BACK, "s");
    LiveContainer paused = desk.container("paused", BACK, "s");
    desk.engine.containers().stop(requireNonNull(stopped.ref()), Duration.ZERO);
    desk.engine.containers().pause(requireNonNull(paused.ref()));
    desk.mirror.refresh(requireNonNull(stopped.ref()));
    desk.mirror.refresh(requireNonNull(paused.ref()));

    secrets.rotate(ADMIN, "s", rotate(true, "k", "new"), PATIENCE, SecretsTest::unheard);

    assertThat(desk.now(stopped.id()).status()).isEqualTo(Status.STOPPED);
    assertThat(desk.now(stopped.id()).ref()).isNotEqualTo(stopped.ref());
    assertThat(desk.now(paused.id()).status()).isEqualTo(Status.RUNNING);
    assertThat(desk.seenInside(paused.id())).isEqualTo("new|x");
  }

  @Test
  void rotate_ofAScope_leavesForeignUsersAlone() {
    secrets.put(BACKEND, "s", put("k", "old"));
    LiveContainer own = desk.container("own", BACK, "s");
    LiveContainer foreign = desk.container("foreign", Map.of(), "s");

    Rotated rotated =
        secrets.rotate(BACKEND, "s", rotate(true, "k", "new"), PATIENCE, SecretsTest::unheard);

    assertThat(json(rotated)).contains("own").doesNotContain("foreign");
    assertThat(desk.now(own.id()).ref()).isNotEqualTo(own.ref());
    assertThat(desk.now(foreign.id()).ref()).isEqualTo(foreign.ref());
  }

  @Test
  void rotate_withoutThePermissionForContainers_changesNothing() {
    secrets.put(ADMIN, "s", put("k", "old"));
    var keeper = caller(EnumSet.of(Permission.SECRET_READ, Permission.SECRET_WRITE), Map.of());

    assertThat(
            fault(
                () ->
                    secrets.rotate(
                        keeper, "s", rotate(true, "k", "new"), PATIENCE, SecretsTest::unheard)))
        .isInstanceOf(Fault.Denied.class);
    assertThat(secrets.get(ADMIN, "s").item().version()).isEqualTo(1);
    assertThat(
            secrets
                .rotate(keeper, "s", rotate(false, "k", "new"), PATIENCE, SecretsTest::unheard)
                .results())
        .isEmpty();
  }

  @Test
  void rotate_userInTransition_isNamedAndTheOthersAreDone() {
    secrets.put(ADMIN, "s", put("k", "old"));
    LiveContainer busy = desk.container("busy", BACK, "s");
    LiveContainer idle = desk.container("idle", BACK, "s");
    desk.view.begin(
        busy.id(), "stop", Task.of(Status.STOPPING), EnumSet.of(Status.RUNNING, Status.PAUSED));

    Rotated rotated =
        secrets.rotate(ADMIN, "s", rotate(true, "k", "new"), PATIENCE, SecretsTest::unheard);

    assertThat(json(rotated.results()))
        .contains(busy.id().value(), "INVALID_CONTAINER_STATE", "stopping")
        .contains(idle.id() + "\",\"status\":\"running\"");
  }

  @Test
  void rotate_newOneCannotBeMade_staysFailedWithItsDraft() {
    secrets.put(ADMIN, "s", put("k", "old"));
    LiveContainer user = desk.container("api", BACK, "s");
    desk.engine.trouble().failNext(Call.CREATE, new Fault.EngineRefused("no space left"));

    Rotated rotated =
        secrets.rotate(ADMIN, "s", rotate(true, "k", "new"), PATIENCE, SecretsTest::unheard);

    assertThat(json(rotated.results())).contains("\"failed\"", "no space left");
    LiveContainer failed = desk.now(user.id());
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(failed.name()).isEqualTo("api");
    assertThat(requireNonNull(failed.draft()).environment())
        .allSatisfy(each -> assertThat(each.value()).isIn("", "x"));
    assertThat(drafts()).as("outlives the process").singleElement().asString().contains("api:1");
  }

  @Test
  void rotate_oldOneCannotBeRemoved_runsOnAndSaysWhy() {
    secrets.put(ADMIN, "s", put("k", "old"));
    LiveContainer user = desk.container("api", BACK, "s");
    desk.engine.trouble().failNext(Call.REMOVE, new Fault.EngineRefused("device busy"));

    Rotated rotated =
        secrets.rotate(ADMIN, "s", rotate(true, "k", "new"), PATIENCE, SecretsTest::unheard);

    assertThat(json(rotated.results())).contains("\"running\"");
    assertThat(desk.now(user.id()).ref()).isEqualTo(user.ref());
    assertThat(desk.now(user.id()).status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void rotate_imageIsGone_takesNothingDown() {
    secrets.put(ADMIN, "s", put("k", "old"));
    LiveContainer user = desk.container("api", BACK, "s");
    desk.engine.trouble().imageWithdrawn("api:1");
    desk.engine.trouble().failNext(Call.STOP, new Fault.EngineRefused("must not be asked"));

    Rotated rotated =
        secrets.rotate(ADMIN, "s", rotate(true, "k", "new"), PATIENCE, SecretsTest::unheard);

    assertThat(json(rotated.results())).contains("IMAGE_NOT_FOUND");
    assertThat(desk.now(user.id()).ref()).isEqualTo(user.ref());
    assertThat(desk.now(user.id()).hasProcess()).isTrue();
  }

  @Test
  void delete_used_isRefusedAndNamesTheVisibleUsers() {
    secrets.put(BACKEND, "s", put("k", "v"));
    LiveContainer own = desk.container("own", BACK, "s");
    desk.container("foreign", Map.of(), "s");

    assertThat(fault(() -> secrets.delete(BACKEND, "s", false)))
        .isEqualTo(new Fault.InUse(Fault.Kind.SECRET, "s", List.of("own")));
    assertThat(fault(() -> secrets.delete(ADMIN, "s", false)))
        .isEqualTo(new Fault.InUse(Fault.Kind.SECRET, "s", List.of("foreign", "own")));
    desk.engine.containers().remove(requireNonNull(own.ref()), true, false);
    desk.mirror.refresh(requireNonNull(own.ref()));
    assertThat(fault(() -> secrets.delete(BACKEND, "s", false)))
        .isEqualTo(new Fault.InUse(Fault.Kind.SECRET, "s", List.of()));
    assertThat(secrets.delete(BACKEND, "s", true).name()).isEqualTo("s");
    assertThat(fault(() -> secrets.get(ADMIN, "s")))
        .isEqualTo(new Fault.NoSuch(Fault.Kind.SECRET, "s"));
  }

  @Test
  void delete_foreign_isNotFoundAlsoByForce() {
    secrets.put(BACKEND, "s", put("k", "v"));

    assertThat(fault(() -> secrets.delete(FRONTEND, "s", true)))
        .isEqualTo(new Fault.NoSuch(Fault.Kind.SECRET, "s"));
    assertThat(secrets.get(ADMIN, "s").item().version()).isEqualTo(1);
  }

  private List<String> drafts() {
    return desk.store.read(
        handle -> handle.createQuery("SELECT body FROM drafts").mapTo(String.class).list());
  }

  private String secret(String name) {
    secrets.put(ADMIN, name, put("k", "v"));
    return name;
  }

  private static String json(Object answer) {
    return new String(Json.bytes(answer), StandardCharsets.UTF_8);
  }
}
