package tianniu.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.caller.Caller;
import tianniu.caller.Permission;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class KeysTest {
  private static final String TEAM =
      """
      {"name": "ci", "role": "admin", "scope": {"labels": {"team": "backend"}},
       "allow": {"images": ["a", "b"], "bind_roots": ["/data/team"]},
       "source_networks": ["10.0.0.0/8"],
       "rate_limits": {"reads_per_minute": 100, "writes_per_minute": 0},
       "expires_at": "2026-12-01T00:00:00Z"}
      """;

  @TempDir Path dataDir;
  private KeyRing ring;

  @BeforeEach
  void open() throws IOException {
    ring = new KeyRing(dataDir);
  }

  @AfterEach
  void close() {
    ring.close();
  }

  private void reopen() throws IOException {
    ring.close();
    ring = new KeyRing(dataDir);
  }

  private static Fault fault(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(FaultException.class, call)).fault();
  }

  private static String field(Fault fault) {
    return Objects.requireNonNull(((Fault.Denied) fault).field());
  }

  @Test
  void create_least_lastsAYearAndHasThePlatformsRates() {
    Caller caller = ring.caller(ring.make(ring.admin(), "{\"name\": \"x\", \"role\": \"viewer\"}"));

    ApiKey key = ring.keys().get(ring.admin(), caller.keyId()).key();
    assertThat(key.expiresAt()).isEqualTo(Instant.parse("2027-06-01T12:00:00Z"));
    assertThat(key.grants().rates()).isEqualTo(new RateLimits(1000, 300));
    assertThat(caller.permissions())
        .containsExactlyInAnyOrder(
            Permission.CONTAINER_READ, Permission.CONTAINER_LOGS, Permission.QUOTA_READ);
  }

  @Test
  void find_afterReopening_isTheSameKey() throws IOException {
    String text = ring.make(ring.admin(), TEAM);
    HeldKey before = Objects.requireNonNull(ring.keys().find(text));

    reopen();

    HeldKey after = Objects.requireNonNull(ring.keys().find(text));
    assertThat(after.key().grants()).isEqualTo(before.key().grants());
    assertThat(after.caller().permissions()).isEqualTo(before.caller().permissions());
    assertThat(after.key().expiresAt()).isEqualTo(before.key().expiresAt());
  }

  @Test
  void find_anythingElse_isNobody() {
    String text = ring.make(ring.admin(), TEAM);

    for (String wrong :
        List.of(
            "",
            text + "x",
            text.substring(1),
            text.toUpperCase(java.util.Locale.ROOT),
            KeyText.generate(
                Objects.requireNonNull(KeyText.id(text)), new java.security.SecureRandom()),
            ring.adminText() + " ")) {
      assertThat(ring.keys().find(wrong)).as(wrong).isNull();
    }
  }

  @Test
  void create_always_keepsTheTextNowhere() throws IOException {
    String text = ring.make(ring.admin(), TEAM);
    String secret = text.substring("tn_".length() + KeyText.ID_LENGTH);
    ring.close();

    try (Stream<Path> files = Files.list(dataDir)) {
      for (Path file : files.filter(each -> !each.endsWith("admin.key")).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secret);
      }
    }
    ring = new KeyRing(dataDir);
  }

  @Test
  void revoke_aKey_endsItAndWhatItHasOpenAtOnce() throws IOException {
    String text = ring.make(ring.admin(), TEAM);
    Caller caller = ring.caller(text);

    ring.keys().revoke(ring.admin(), caller.keyId());

    assertThat(ring.keys().find(text)).isNull();
    assertThat(caller.lease().isEnded()).isTrue();
    reopen();
    assertThat(ring.keys().find(text)).isNull();
  }

  @Test
  void rotate_withGrace_takesBothForAWhile() throws IOException {
    String old = ring.make(ring.admin(), TEAM);
    String id = ring.caller(old).keyId();

    String fresh = ring.keys().rotate(ring.admin(), id, Duration.ofHours(1)).text();

    assertThat(ring.caller(old).keyId()).isEqualTo(id);
    assertThat(ring.caller(fresh).keyId()).isEqualTo(id);
    reopen();
    assertThat(ring.keys().find(old)).isNotNull();
    ring.now = KeyRing.START.plus(Duration.ofHours(1));
    assertThat(ring.keys().find(old)).isNull();
    assertThat(ring.keys().find(fresh)).isNotNull();
  }

  @Test
  void rotate_withoutGrace_endsTheOldTextAtOnce() {
    String old = ring.make(ring.admin(), TEAM);

    ring.keys().rotate(ring.admin(), ring.caller(old).keyId(), Duration.ZERO);

    assertThat(ring.keys().find(old)).isNull();
  }

  @Test
  void rotate_theAdminKey_rewritesItsFile() throws IOException {
    String old = ring.adminText();

    String fresh = ring.keys().rotate(ring.admin(), "admin", Duration.ZERO).text();

    assertThat(ring.keys().find(old)).isNull();
    assertThat(ring.caller(fresh).keyId()).isEqualTo("admin");
    reopen();
    assertThat(ring.adminText()).isEqualTo(fresh);
  }

  @Test
  void revoke_theAdminKey_isDenied() {
    assertThat(fault(() -> ring.keys().revoke(ring.admin(), "admin")))
        .isInstanceOf(Fault.Denied.class);
  }

  @Test
  void create_byABoundKey_inheritsWhatIsLeftOpen() {
    Caller maker = ring.caller(ring.make(ring.admin(), TEAM));

    String id = ring.caller(ring.make(maker, "{\"name\": \"x\", \"role\": \"viewer\"}")).keyId();

    ApiKey made = ring.keys().get(ring.admin(), id).key();
    ApiKey makers = ring.keys().get(ring.admin(), maker.keyId()).key();
    assertThat(made.grants().scope()).isEqualTo(makers.grants().scope());
    assertThat(made.grants().allowed()).isEqualTo(makers.grants().allowed());
    assertThat(made.grants().networks()).isEqualTo(makers.grants().networks());
    assertThat(made.grants().rates()).isEqualTo(new RateLimits(100, 300));
    assertThat(made.expiresAt()).isEqualTo(makers.expiresAt());
    assertThat(made.createdBy()).isEqualTo(maker.keyId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scope | {\"scope\": {\"labels\": {\"team\": \"other\"}}}",
        "scope | {\"scope\": {\"labels\": {\"app\": \"x\"}}}",
        "scope | {\"scope\": {\"labels\": {}}}",
        "scope | {\"scope\": {}}",
        "allow.images | {\"allow\": {\"images\": [\"a\", \"c\"]}}",
        "allow.bind_roots | {\"allow\": {\"bind_roots\": [\"/data\"]}}",
        "allow.bind_roots | {\"allow\": {\"bind_roots\": [\"/data/team/../other\"]}}",
        "source_networks | {\"source_networks\": [\"0.0.0.0/0\"]}",
        "source_networks | {\"source_networks\": [\"10.0.0.0/7\"]}",
        "rate_limits | {\"rate_limits\": {\"reads_per_minute\": 101}}",
        "rate_limits | {\"rate_limits\": {\"reads_per_minute\": 0}}",
        "expires_at | {\"expires_at\": \"2026-12-01T00:00:01Z\"}"
      })
  void create_widerThanItsMaker_isDenied(String row) {
    Caller maker = ring.caller(ring.make(ring.admin(), TEAM));
    String[] parts = row.split(" \\| ", 2);
    String body = "{\"name\": \"x\", \"role\": \"viewer\", " + parts[1].substring(1);

    Fault fault = fault(() -> ring.make(maker, body));

    assertThat(field(fault)).isEqualTo(parts[0]);
  }

  @Test
  void create_narrowerThanItsMaker_isFine() {
    Caller maker = ring.caller(ring.make(ring.admin(), TEAM));

    Caller made =
        ring.caller(
            ring.make(
                maker,
                """
                {"name": "x", "role": "viewer",
                 "scope": {"labels": {"team": "backend", "app": "x"}},
                 "allow": {"images": ["b"], "bind_roots": ["/data/team/x"]},
                 "source_networks": ["10.1.0.0/16"]}
                """));

    assertThat(made.scope().labels()).containsEntry("app", "x");
  }

  @Test
  void create_ofMorePermissions_isDenied() {
    ring.keys()
        .roles()
        .put(
            ring.admin(),
            "keeper",
            Set.of(Permission.KEY_WRITE, Permission.KEY_READ),
            ring.keys().delegation(ring.admin()));
    Caller keeper = ring.caller(ring.make(ring.admin(), "{\"name\": \"k\", \"role\": \"keeper\"}"));

    assertThat(field(fault(() -> ring.make(keeper, "{\"name\": \"x\", \"role\": \"viewer\"}"))))
        .isEqualTo("role");
  }

  @Test
  void create_byAKeyWithAQuota_isDenied() {
    Caller maker =
        ring.caller(
            ring.make(
                ring.admin(),
                "{\"name\": \"q\", \"role\": \"admin\", \"quota\": {\"containers\": 1}}"));

    assertThat(field(fault(() -> ring.make(maker, "{\"name\": \"x\", \"role\": \"viewer\"}"))))
        .isEqualTo("quota");
  }

  @Test
  void rotate_aKeyThatMayMore_isDenied() {
    Caller keeper =
        ring.caller(
            ring.make(
                ring.admin(),
                """
                {"name": "k", "role": "admin", "allow": {"images": ["a"]}}
                """));
    String strong = ring.caller(ring.make(ring.admin(), TEAM)).keyId();

    assertThat(fault(() -> ring.keys().rotate(keeper, strong, Duration.ZERO)))
        .isInstanceOf(Fault.Denied.class);
    assertThat(fault(() -> ring.keys().rotate(keeper, "admin", Duration.ZERO)))
        .isInstanceOf(Fault.Denied.class);
  }

  @Test
  void get_outsideTheScope_isNotThere() {
    Caller team = ring.caller(ring.make(ring.admin(), TEAM));
    String other =
        ring.caller(
                ring.make(
                    ring.admin(),
                    """
                    {"name": "o", "role": "viewer", "scope": {"labels": {"team": "frontend"}}}
                    """))
            .keyId();

    assertThat(fault(() -> ring.keys().get(team, other)))
        .isEqualTo(new Fault.NoSuch(Fault.Kind.KEY, other));
    assertThat(fault(() -> ring.keys().get(team, "admin"))).isInstanceOf(Fault.NoSuch.class);
    assertThat(fault(() -> ring.keys().revoke(team, other))).isInstanceOf(Fault.NoSuch.class);
    assertThat(ring.keys().visibleTo(team))
        .extracting(key -> key.key().id())
        .containsExactly(team.keyId());
  }

  @Test
  void roles_changed_holdForKeysAtOnce() throws IOException {
    Delegation all = ring.keys().delegation(ring.admin());
    Roles roles = ring.keys().roles();
    roles.put(ring.admin(), "ops", Set.of(Permission.CONTAINER_READ), all);
    String text = ring.make(ring.admin(), "{\"name\": \"x\", \"role\": \"ops\"}");
    Caller before = ring.caller(text);

    roles.put(ring.admin(), "ops", Set.of(Permission.AUDIT_READ), all);

    assertThat(before.lease().isEnded()).isTrue();
    assertThat(ring.caller(text).permissions()).containsExactly(Permission.AUDIT_READ);
    reopen();
    assertThat(ring.caller(text).permissions()).containsExactly(Permission.AUDIT_READ);
  }

  @Test
  void roles_builtInOrInUse_stay() {
    Delegation all = ring.keys().delegation(ring.admin());
    Roles roles = ring.keys().roles();
    roles.put(ring.admin(), "ops", Set.of(), all);
    ring.make(ring.admin(), "{\"name\": \"x\", \"role\": \"ops\"}");

    assertThat(fault(() -> roles.remove(ring.admin(), "ops", ring.keys())))
        .isInstanceOf(Fault.InUse.class);
    assertThat(fault(() -> roles.remove(ring.admin(), "viewer", ring.keys())))
        .isInstanceOf(Fault.Denied.class);
    assertThat(fault(() -> roles.put(ring.admin(), "admin", Set.of(), all)))
        .isInstanceOf(Fault.Denied.class);
  }

  @Test
  void roles_byABoundKey_cannotBeChanged() {
    Caller bound = ring.caller(ring.make(ring.admin(), TEAM));

    assertThat(
            fault(
                () ->
                    ring.keys()
                        .roles()
                        .put(
                            bound,
                            "mine",
                            EnumSet.of(Permission.CONTAINER_READ),
                            ring.keys().delegation(bound))))
        .isInstanceOf(Fault.Denied.class);
  }

  @Test
  void lastUse_afterReopening_isKept() throws IOException {
    String text = ring.make(ring.admin(), TEAM);
    Objects.requireNonNull(ring.keys().find(text)).used(KeyRing.START.toEpochMilli(), "10.0.0.1");

    reopen();

    assertThat(Objects.requireNonNull(ring.keys().find(text)).lastUse())
        .isEqualTo(new HeldKey.LastUse(KeyRing.START.toEpochMilli(), "10.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"allow\": {\"images\": []}}",
        "{\"allow\": {\"images\": [\"\"]}}",
        "{\"allow\": {\"bind_roots\": [\"data\"]}}",
        "{\"scope\": {\"labels\": {\"team\": \"\"}}}",
        "{\"scope\": {\"labels\": {\"\": \"x\"}}}",
        "{\"scope\": {\"labels\": {\"tianniu.id\": \"x\"}}}",
        "{\"scope\": {\"label\": {\"a\": \"x\"}}}",
        "{\"source_networks\": [\"example.com\"]}",
        "{\"source_networks\": []}",
        "{\"quota\": {\"cpu\": \"-1\"}}",
        "{\"rate_limits\": {\"reads_per_minute\": -1}}"
      })
  void request_wrongOrEmpty_isRefused(String more) {
    String body = "{\"name\": \"x\", \"role\": \"viewer\", " + more.substring(1);

    assertThat(fault(() -> KeyRing.request(body))).isInstanceOf(Fault.Invalid.class);
  }
}
