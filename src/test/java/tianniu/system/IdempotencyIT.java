package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What has a key is done once, whatever happens to the server. */
@SystemTest
class IdempotencyIT {
  private static final String REPLAYED = "Idempotency-Replayed";

  private final Docker docker;
  private final Api api;

  IdempotencyIT(Docker docker, Api api) {
    this.docker = docker;
    this.api = api;
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static Answer post(Api api, String path, String key, Object body) {
    return api.send(
        api.request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /** Sends a request whose answer never comes. */
  private static Thread sendAndLose(Api api, String path, String key, Object body) {
    return Thread.startVirtualThread(
        () -> {
          try {
            post(api, path, key, body);
          } catch (RuntimeException _) {
            // The server died meanwhile.
          }
        });
  }

  private static Body labelled(String role) {
    return Body.sleeper("once").with("labels", Map.of("of", role));
  }

  private long made(String role) {
    return docker.run("ps", "-aq", "--filter", "label=of=" + role).lines().count();
  }

  private static String command(String script) {
    return Json.write(Map.of("command", List.of("sh", "-c", script)));
  }

  private static String replayed(Answer answer) {
    return String.join(",", answer.headers().getOrDefault(REPLAYED, List.of()));
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void answers_afterAKill_areTheSameByteForByte(Database database) {
    try (Database.Made made = database.make()) {
      Product first = Product.start("once", made.settings());
      Api before = new Api(first);
      String key = key();
      String role = Docker.newName("once");
      Body body = labelled(role);
      Answer created = post(before, "/containers?wait=30s", key, body);
      String id = created.ok().path("id").asString();
      String exec = "/containers/" + id + "/exec";
      String script = command("echo line >> /tmp/ran; wc -l < /tmp/ran");
      Answer ran = post(before, exec, key, script);
      assertThat(ran.ok().path("stdout").asString()).isEqualToIgnoringWhitespace("1");
      first.kill();

      try (Product second = first.startAgain()) {
        Api after = new Api(second);
        Answer createdAgain = post(after, "/containers?wait=30s", key, body);
        Answer ranAgain = post(after, exec, key, script);
        assertThat(createdAgain.body()).isEqualTo(created.body());
        assertThat(ranAgain.body()).isEqualTo(ran.body());
        assertThat(List.of(replayed(createdAgain), replayed(ranAgain))).containsOnly("true");
        post(after, exec, key, command("true")).refused("IDEMPOTENCY_KEY_REUSED");
        assertThat(made(role)).isEqualTo(1);
        assertThat(
                after
                    .get("/audit?operation=execInContainer")
                    .ok()
                    .at("/entries/1/details")
                    .toString())
            .contains("replay_of");
      }
    }
  }

  @Test
  void create_killedBeforeTheAnswer_isMadeOnce() throws InterruptedException {
    String role = Docker.newName("cut");
    Body body = labelled(role);
    String name = body.name();
    String key = key();
    Product first = Product.start("cut-off");
    Api before = new Api(first);
    Thread client = sendAndLose(before, "/containers?wait=30s", key, body);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(Api.SETTLED)
        .until(() -> before.get("/containers/" + name).status() == 200);
    String id = before.detail(name).path("id").asString();
    first.kill();
    client.join();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      Answer again = post(after, "/containers?wait=30s", key, body);
      assertThat(again.ok().path("id").asString()).isEqualTo(id);
      after.awaitStatus(id, "running");
      assertThat(post(after, "/containers?wait=30s", key, body).body()).isEqualTo(again.body());
      assertThat(made(role)).isEqualTo(1);
    }
  }

  @Test
  void exec_killedBeforeTheAnswer_isNotRunAgain() throws InterruptedException {
    Product first = Product.start("cut-off");
    Api before = new Api(first);
    String id = before.sleeper();
    String name = before.name(id);
    String exec = "/containers/" + id + "/exec";
    String script = command("echo line >> /tmp/ran; sleep 100");
    String key = key();
    Thread client = sendAndLose(before, exec, key, script);
    String ran = "cat /tmp/ran 2>/dev/null || true";
    await()
        .atMost(Api.SETTLED)
        .until(() -> docker.run("exec", name, "sh", "-c", ran).contains("line"));
    first.kill();
    client.join();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      post(after, exec, key, script).refused("OUTCOME_UNKNOWN");
      post(after, exec, key, script).refused("OUTCOME_UNKNOWN");
      assertThat(docker.run("exec", name, "cat", "/tmp/ran").lines()).hasSize(1);
      post(after, exec, key(), command("true")).ok();
    }
  }

  @Test
  void batch_killedBeforeTheAnswer_isDoneOnce() throws InterruptedException {
    Product first = Product.start("cut-off");
    Api before = new Api(first);
    String stubborn = before.running("sh", "-c", "trap : TERM; while :; do sleep 1; done");
    String other = before.sleeper();
    String key = key();
    List<String> asked = List.of(stubborn, before.name(other), "none");
    String body = Json.write(Map.of("container_ids", asked, "timeout", 10));
    String path = "/containers/batch/restart?wait=60s";
    Thread client = sendAndLose(before, path, key, body);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Api.SETTLED)
        .until(() -> before.status(stubborn).equals("restarting"));
    first.kill();
    client.join();

    try (Product second = first.startAgain()) {
      Api after = new Api(second);
      Answer again = post(after, path, key, body);
      assertThat(replayed(again)).as("nobody had this answer").isEmpty();
      assertThat(Json.texts(again.ok().path("results"), "id"))
          .containsExactly(stubborn, other, "none");
      assertThat(again.ok().at("/results/2/error/code").asString())
          .isEqualTo("CONTAINER_NOT_FOUND");
      for (String id : List.of(stubborn, other)) {
        after.awaitStatus(id, "running");
        assertThat(
                Json.texts(
                    after.get("/containers/" + id + "/operations").ok().path("operations"),
                    "operation"))
            .as("newest first")
            .containsExactly("restartContainer", "createContainer");
      }
      assertThat(post(after, path, key, body).body()).isEqualTo(again.body());
    }
  }

  @Test
  void create_manyAtOnceWithOneKey_makeOne() throws InterruptedException {
    String role = Docker.newName("racing");
    Body body = labelled(role);
    String key = key();
    ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    List<Thread> clients =
        java.util.stream.Stream.generate(
                () ->
                    Thread.startVirtualThread(
                        () -> answers.add(post(api, "/containers", key, body))))
            .limit(8)
            .toList();
    for (Thread client : clients) {
      client.join();
    }

    Set<String> bodies = new TreeSet<>();
    answers.forEach(answer -> bodies.add(answer.ok().toString()));
    assertThat(answers).hasSize(8);
    assertThat(bodies).hasSize(1);
    assertThat(answers.stream().filter(answer -> replayed(answer).equals("true"))).hasSize(7);
    api.awaitStatus(answers.peek().ok().path("id").asString(), "running");
    assertThat(made(role)).isEqualTo(1);
  }

  @Test
  void batch_sentAgain_hasTheFirstAnswer() {
    String id = api.sleeper();
    String key = key();
    String body = "{\"container_ids\":[\"" + id + "\",\"no-such-container\"]}";
    Answer first = post(api, "/containers/batch/stop?wait=20s", key, body);
    assertThat(first.ok().at("/results/0/status").asString()).isEqualTo("stopped");
    api.act(id, "start?wait=20s");

    Answer again = post(api, "/containers/batch/stop?wait=20s", key, body);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(replayed(again)).isEqualTo("true");
    assertThat(api.status(id)).as("it was not stopped again").isEqualTo("running");
  }

  @Test
  void key_refusedRequestAndMalformedKey_areNotKept() {
    String key = key();
    Body bad = Body.of("once", "no/such:image");
    post(api, "/containers", key, bad).refused("IMAGE_NOT_FOUND");
    assertThat(replayed(post(api, "/containers", key, Body.sleeper("once")))).isEmpty();
    post(api, "/containers", "x".repeat(256), Body.sleeper("once")).refused("INVALID_PARAMETER");
    api.send(
            api.request("/containers")
                .header("Idempotency-Key", "a")
                .header("Idempotency-Key", "b")
                .POST(BodyPublishers.ofString(Body.sleeper("once").toString())))
        .refused("INVALID_PARAMETER");
  }

  @Test
  void exec_moreOutputThanIsKept_isReplayedInBrief() {
    String id = api.sleeper();
    String key = key();
    String exec = "/containers/" + id + "/exec";
    String loud = command("head -c 700000 /dev/urandom | base64; exit 3");
    assertThat(post(api, exec, key, loud).ok().path("truncated").asBoolean()).isFalse();

    Answer again = post(api, exec, key, loud);

    assertThat(again.ok().path("exit_code").asInt()).isEqualTo(3);
    assertThat(again.ok().path("truncated").asBoolean()).isTrue();
    assertThat(again.ok().path("stdout").asString()).hasSize(16 << 10);
  }
}
