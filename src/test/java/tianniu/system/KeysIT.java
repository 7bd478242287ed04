package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The life of API keys, over HTTP: made, shown once, rotated, limited, expired and revoked. */
@SystemTest
class KeysIT {
  /** What a revoked key has open is cut off by then, and not only by what looks every 30 s. */
  private static final Duration CUT = Patience.of(Duration.ofSeconds(10));

  /** In which what an expired key has open is cut off: it is looked for every 30 s. */
  private static final Duration SWEPT = Patience.of(Duration.ofSeconds(90));

  private static final String KEY = "tn_[0-9a-v]{12}_[0-9A-Za-z]{49}";

  private final Api api;

  KeysIT(Api api) {
    this.api = api;
  }

  private static void assertRefused(Api bearer) {
    bearer.get("/containers").refused("AUTHENTICATION_FAILED");
  }

  @Test
  void key_isShownOnce_andFoundByItsIdUntilItIsDeleted() {
    String name = Docker.newName("key");

    JsonNode made = api.makeKey(name, "viewer", "");

    String id = made.path("id").asString();
    assertThat(made.path("key").asString()).matches(KEY).contains(id);
    JsonNode found = api.get("/keys/" + id).ok();
    assertThat(found.has("key")).isFalse();
    assertThat(found.path("name").asString()).isEqualTo(name);
    assertThat(found.at("/rate_limits/reads_per_minute").asInt()).isEqualTo(1000);
    assertThat(found.at("/rate_limits/writes_per_minute").asInt()).isEqualTo(300);
    Instant expiry = Instant.parse(found.path("expires_at").asString());
    assertThat(expiry)
        .isBetween(
            Instant.now().plus(Duration.ofDays(364)), Instant.now().plus(Duration.ofDays(367)));
    Answer list = api.get("/keys?limit=100");
    assertThat(Json.texts(list.ok().path("keys"), "id")).contains("admin", id);
    assertThat(list.body()).doesNotContain(made.path("key").asString());

    api.delete("/keys/" + id).ok();

    api.get("/keys/" + id).refused("KEY_NOT_FOUND");
    api.delete("/keys/" + id).refused("KEY_NOT_FOUND");
  }

  @Test
  void key_thatIsUsed_tellsWhenAndFromWhere() {
    JsonNode made = api.makeKey(Docker.newName("key"), "viewer", "");
    String path = "/keys/" + made.path("id").asString();
    assertThat(api.get(path).ok().path("last_used_at").isNull()).isTrue();

    api.with(made.path("key").asString()).get("/containers").ok();

    JsonNode used = api.get(path).ok();
    assertThat(used.path("last_used_from").asString()).isEqualTo("127.0.0.1");
    assertThat(Instant.parse(used.path("last_used_at").asString()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
  }

  @Test
  void rotation_withGrace_letsTheOldTextInUntilItEnds() {
    JsonNode made = api.makeKey(Docker.newName("key"), "viewer", "");
    Api former = api.with(made.path("key").asString());

    JsonNode rotated = api.post("/keys/" + made.path("id").asString() + "/rotate?grace=8s").ok();

    Api present = api.with(rotated.path("key").asString());
    assertThat(present.key()).matches(KEY).isNotEqualTo(former.key());
    former.get("/containers").ok();
    present.get("/containers").ok();
    // Slowly: every wrong key slows the next one down.
    await()
        .atMost(Api.SETTLED)
        .pollDelay(Duration.ofSeconds(8))
        .untilAsserted(() -> assertRefused(former));
    present.get("/containers").ok();
  }

  @Test
  void rotation_withoutGrace_endsTheOldTextAtOnce() {
    JsonNode made = api.makeKey(Docker.newName("key"), "viewer", "");

    JsonNode rotated = api.post("/keys/" + made.path("id").asString() + "/rotate").ok();

    assertRefused(api.with(made.path("key").asString()));
    api.with(rotated.path("key").asString()).get("/containers").ok();
  }

  /** A container that says hello and sleeps. */
  private String talker() {
    String script = "echo hello; trap 'exit 0' TERM INT; sleep 100000 & wait";
    return api.running(Body.of("talker", Docker.BUSYBOX).command("sh", "-c", script));
  }

  @Test
  void revokedKey_failsAtOnce_andWhatItHasOpenIsCut() throws Exception {
    String id = talker();
    JsonNode made = api.makeKey(Docker.newName("key"), "developer", "");
    Api bearer = api.with(made.path("key").asString());
    Screen terminal = Screen.open(bearer, id, "Bearer " + bearer.key());
    terminal.type("echo $((6*7))\n");
    await().atMost(Api.SETTLED).until(() -> terminal.shows("42"));
    try (Followed lines = Followed.ndjson(bearer, id, "");
        Followed events = Followed.events(bearer, id, "", null);
        Followed others = Followed.ndjson(api, id, "")) {
      assertThat(lines.message()).isEqualTo("hello");
      assertThat(events.logEvent().message()).isEqualTo("hello");
      assertThat(others.message()).isEqualTo("hello");

      api.delete("/keys/" + made.path("id").asString()).ok();

      Instant revoked = Instant.now();
      // Where others have tried wrong keys, the answer to one more takes up to 5 s.
      assertRefused(bearer);
      lines.awaitEnd(CUT);
      events.awaitEnd(CUT);
      await().atMost(CUT).until(terminal::isClosed);
      assertThat(Duration.between(revoked, Instant.now())).isLessThan(CUT.multipliedBy(2));
      // What another key has open on the same container goes on.
      api.exec(id, "sh", "-c", "echo still > /proc/1/fd/1");
      assertThat(others.message()).isEqualTo("still");
    }
    // The shell has ended with its terminal.
    await().atMost(Api.SETTLED).until(() -> !processes(id).contains("/bin/sh"));
  }

  private String processes(String id) {
    return api.exec(id, "ps", "-o", "args").path("stdout").asString();
  }

  @Test
  void expiredKey_failsAtOnce_andWhatItHasOpenIsCut() {
    String id = talker();
    Instant expiry = Instant.now().plusSeconds(12);
    Api bearer =
        api.withKey(Docker.newName("key"), "viewer", ", \"expires_at\": \"" + expiry + "\"");
    try (Followed lines = Followed.ndjson(bearer, id, "")) {
      assertThat(lines.message()).isEqualTo("hello");

      await()
          .pollInterval(Duration.ofSeconds(1))
          .atMost(Api.SETTLED)
          .untilAsserted(() -> assertRefused(bearer));

      lines.awaitEnd(SWEPT);
    }
  }

  @Test
  void keys_acrossAStopAndAKill_areAsTheyWere() {
    Product first = Product.start("keys");
    Api before = new Api(first);
    String more =
        ", \"scope\": {\"labels\": {\"team\": \"a\"}}, \"allow\": {\"images\": [\"x:1\"]}";
    JsonNode kept = before.makeKey("kept", "viewer", more);
    JsonNode revoked = before.makeKey("revoked", "viewer", "");
    JsonNode rotated = before.makeKey("rotated", "viewer", "");
    String renewed =
        before
            .post("/keys/" + rotated.path("id").asString() + "/rotate?grace=1h")
            .ok()
            .path("key")
            .asString();
    before.delete("/keys/" + revoked.path("id").asString()).ok();
    String shown = before.get("/keys").ok().toString();
    first.kill();

    Product second = first.startAgain();
    assertAsTheyWere(new Api(second), shown, kept, revoked, rotated, renewed);
    second.stop();

    try (Product third = second.startAgain()) {
      assertAsTheyWere(new Api(third), shown, kept, revoked, rotated, renewed);
    }
  }

  private static void assertAsTheyWere(
      Api after, String shown, JsonNode kept, JsonNode revoked, JsonNode rotated, String renewed) {
    assertThat(withoutUses(after.get("/keys").ok())).isEqualTo(withoutUses(Json.read(shown)));
    after.with(kept.path("key").asString()).get("/containers").ok();
    after.with(rotated.path("key").asString()).get("/containers").ok();
    after.with(renewed).get("/containers").ok();
    assertRefused(after.with(revoked.path("key").asString()));
    after.get("/keys/" + revoked.path("id").asString()).refused("KEY_NOT_FOUND");
  }

  /** The keys of an answer, but for when they were used. */
  private static List<String> withoutUses(JsonNode answer) {
    return Json.elements(answer.path("keys")).stream()
        .map(key -> key.toString().replaceAll("\"last_used_\\w+\":(null|\"[^\"]*\"),?", ""))
        .toList();
  }

  @Test
  void dataDirectory_andLog_haveNoKeyButTheAdmins() throws IOException {
    Product first = Product.start("keys-on-disk");
    Api before = new Api(first);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      JsonNode made = before.makeKey("key-" + i, "developer", "");
      texts.add(made.path("key").asString());
      before.with(texts.getLast()).get("/containers").ok();
      String rotate = "/keys/" + made.path("id").asString() + "/rotate?grace=1h";
      texts.add(before.post(rotate).ok().path("key").asString());
    }
    texts.add(first.adminKey());
    assertOnlyTheAdminKeyLiesIn(first, texts);
    first.stop();

    try (Product second = first.startAgain()) {
      assertOnlyTheAdminKeyLiesIn(second, texts);
    }
  }

  private static void assertOnlyTheAdminKeyLiesIn(Product product, List<String> texts)
      throws IOException {
    Path adminKey = product.dataDir().resolve("admin.key");
    assertThat(Files.readString(adminKey).strip()).isEqualTo(product.adminKey());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(adminKey)))
        .isEqualTo("rw-------");
    List<Path> others;
    try (Stream<Path> all = Files.walk(product.dataDir())) {
      others =
          new ArrayList<>(
              all.filter(Files::isRegularFile).filter(file -> !file.equals(adminKey)).toList());
    }
    assertThat(others).as("a database").anyMatch(file -> file.toString().contains(".db"));
    others.add(product.log().toPath());
    for (Path file : others) {
      String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      for (String text : texts) {
        // The part after the id is the secret; the id may stand anywhere.
        String secret = text.substring(text.lastIndexOf('_') + 1);
        assertThat(bytes.contains(secret)).as("%s has the key", file).isFalse();
      }
    }
  }

  @Test
  void calls_ofAKey_tellWhatIsLeft_andAreRefusedBeyondIt() {
    JsonNode made =
        api.makeKey(
            Docker.newName("key"),
            "developer",
            ", \"rate_limits\": {\"reads_per_minute\": 3, \"writes_per_minute\": 1}");
    Api bearer = api.with(made.path("key").asString());

    for (int left = 2; left >= 0; left--) {
      Answer answer = bearer.get("/containers");
      answer.ok();
      assertThat(answer.header("RateLimit-Limit")).isEqualTo("3");
      assertThat(answer.header("RateLimit-Remaining")).isEqualTo(Integer.toString(left));
      assertThat(Integer.parseInt(answer.header("RateLimit-Reset"))).isBetween(1, 60);
    }
    Answer beyond = bearer.get("/containers");

    beyond.refused("RATE_LIMIT_EXCEEDED");
    assertThat(Integer.parseInt(beyond.header("Retry-After"))).isBetween(1, 20);
    assertThat(beyond.header("RateLimit-Remaining")).isEqualTo("0");
    // Writes have a limit of their own, and so has every other key.
    bearer.post("/containers/st-nobody/stop").refused("CONTAINER_NOT_FOUND");
    bearer.post("/containers/st-nobody/stop").refused("RATE_LIMIT_EXCEEDED");
    assertThat(api.get("/containers").headers()).doesNotContainKey("RateLimit-Limit");
  }

  @Test
  void permission_thatTheRoleLacks_isDenied() {
    String id = api.sleeper();
    Api viewer = api.withKey(Docker.newName("key"), "viewer", "");

    viewer.get("/containers/" + id).ok();
    JsonNode error = viewer.post("/containers/" + id + "/stop").refused("PERMISSION_DENIED");
    assertThat(error.path("message").asString()).contains("container:write");
    viewer
        .post("/containers/" + id + "/exec", "{\"command\": [\"id\"]}")
        .refused("PERMISSION_DENIED");
    viewer.get("/keys").refused("PERMISSION_DENIED");
    assertThat(Screen.refusal(viewer, id, "Bearer " + viewer.key())).isEqualTo(403);
    assertThat(api.status(id)).isEqualTo("running");
  }

  @Test
  void network_thatAKeyIsNotBoundTo_isDenied() {
    Api elsewhere =
        api.withKey(Docker.newName("key"), "viewer", ", \"source_networks\": [\"203.0.113.0/24\"]");
    Api here =
        api.withKey(Docker.newName("key"), "viewer", ", \"source_networks\": [\"127.0.0.0/8\"]");

    elsewhere.get("/containers").refused("PERMISSION_DENIED");
    here.get("/containers").ok();
  }

  @Test
  void quotaOfAKey_isKept_andGivenBackOnDelete() {
    Api bearer =
        api.withKey(
            Docker.newName("key"),
            "developer",
            ", \"quota\": {\"containers\": 1, \"memory\": \"64MB\"}");
    Body body = Body.sleeper("quota").json("resource_limits", "{\"memory\": \"32MB\"}");
    String id = bearer.running(body);

    JsonNode details =
        bearer
            .create(Body.sleeper("quota").json("resource_limits", "{\"memory\": \"16MB\"}"))
            .refused("RESOURCE_LIMIT_EXCEEDED")
            .path("details");
    assertThat(details.path("resource").asString()).isEqualTo("containers");
    assertThat(details.path("limit").asString()).isEqualTo("1");
    assertThat(details.path("used").asString()).isEqualTo("1");
    assertThat(details.path("requested").asString()).isEqualTo("1");
    // Containers of others do not count.
    api.sleeper();
    bearer.delete("/containers/" + id + "?force=true").ok();
    api.awaitGone(id, Api.SETTLED);

    bearer.running(Body.sleeper("quota").json("resource_limits", "{\"memory\": \"64MB\"}"));
  }
}
