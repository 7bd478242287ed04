package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Why containers do not run, on the real engine, in both languages; and what is left of them. */
@SystemTest
class DiagnosisIT {
  private static final Duration SOON = Patience.of(Duration.ofMinutes(1));

  private final Api api;
  private final Docker docker;

  DiagnosisIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  private JsonNode diagnosis(String asked, String language) {
    return api.send(
            api.request("/containers/" + asked + "/diagnosis")
                .header("Accept-Language", language)
                .GET())
        .ok();
  }

  /** The diagnosis when it has come to the verdict, in English; the Chinese one agrees with it. */
  private JsonNode awaitVerdict(String asked, String verdict) {
    return awaitVerdict(asked, verdict, _ -> true);
  }

  /**
   * The same when it has more to it: what led to a verdict at first may have been another thing.
   */
  private JsonNode awaitVerdict(String asked, String verdict, Predicate<JsonNode> more) {
    // A loop may be seen in a run of its own a moment later.
    JsonNode english =
        await("verdict on " + asked)
            .atMost(SOON)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(100))
            // One that others made may not be known yet.
            .ignoreExceptionsInstanceOf(AssertionError.class)
            .until(
                () -> diagnosis(asked, "en"),
                found -> found.path("verdict").asString().equals(verdict) && more.test(found));
    JsonNode chinese = diagnosis(asked, "zh-CN,zh;q=0.9");
    assertThat(chinese.path("language").asString()).isEqualTo("zh-CN");
    assertThat(chinese.path("summary").asString()).containsPattern("\\p{IsHan}");
    chinese
        .path("findings")
        .forEach(each -> assertThat(each.path("text").asString()).containsPattern("\\p{IsHan}"));
    assertThat(english.path("language").asString()).isEqualTo("en");
    assertThat(english.path("summary").asString()).doesNotContainPattern("\\p{IsHan}");
    if (english.path("verdict").equals(chinese.path("verdict"))) {
      assertThat(Json.texts(chinese.path("next_steps"), "code"))
          .isEqualTo(Json.texts(english.path("next_steps"), "code"));
    }
    return english;
  }

  private static List<String> findings(JsonNode diagnosis) {
    return Json.texts(diagnosis.path("findings"), "code");
  }

  private static List<String> lines(JsonNode diagnosis) {
    return Json.texts(diagnosis.path("logs"), "message");
  }

  @Test
  void end_withZero_isFine() {
    // An engine that is slow to answer is not waited for, and what was kept is shown.
    JsonNode found =
        awaitVerdict(
            api.finished("echo done"),
            "exited_ok",
            each -> each.path("logs_from").asString().equals("engine"));

    assertThat(found.at("/exit/code").asInt(-1)).isZero();
    assertThat(lines(found)).containsExactly("done");
    assertThat(found.path("logs_from").asString()).isEqualTo("engine");
    assertThat(found.path("from_memory").asBoolean()).isFalse();
  }

  @Test
  void end_withAnError_showsTheLastLines() {
    String id = api.finished("echo starting; echo cannot open /etc/shop.conf >&2; exit 1");

    JsonNode found = awaitVerdict(id, "exited_with_error");

    assertThat(found.at("/exit/code").asInt()).isEqualTo(1);
    assertThat(findings(found)).contains("exited", "no_restart");
    assertThat(lines(found)).contains("cannot open /etc/shop.conf");
    assertThat(found.at("/next_steps/0/code").asString()).isEqualTo("read_logs");
    assertThat(found.at("/next_steps/0/call/path").asString()).contains(id + "/logs");
  }

  @Test
  void command_thatIsNotThere_byTheEngineOrByAShell() {
    String none = api.accepted(Body.sleeper("none").command("/no/such/command"));
    String inScript = api.finished("no-such-program");

    JsonNode failed = awaitVerdict(none, "command_not_found");
    assertThat(failed.at("/failure/code").asString()).isEqualTo("START_FAILED");
    assertThat(findings(failed)).contains("start_failed", "command_missing");
    JsonNode ended = awaitVerdict(inScript, "command_not_found");
    assertThat(ended.at("/exit/code").asInt()).isEqualTo(127);
  }

  @Test
  void memory_exceeded_isToldFromAKill() {
    String id =
        api.accepted(
            Body.of("hungry", Docker.BUSYBOX)
                .with("resource_limits", Map.of("memory", "16MB"))
                .command("sh", "-c", "sleep 1; exec tail /dev/zero"));

    JsonNode found = awaitVerdict(id, "out_of_memory");

    assertThat(found.at("/exit/code").asInt()).isEqualTo(137);
    assertThat(found.at("/exit/out_of_memory").asBoolean()).isTrue();
    assertThat(found.at("/next_steps/0/code").asString()).isEqualTo("raise_memory");
    assertThat(found.toString()).contains("16MB");
  }

  @Test
  void crash_overAndOver_isALoop() {
    String id =
        api.accepted(
            Body.of("loop", Docker.BUSYBOX)
                .with("restart_policy", Map.of("type", "always"))
                .command("sh", "-c", "echo again; exit 3"));

    JsonNode found = awaitVerdict(id, "crash_looping");

    assertThat(findings(found)).contains("crash_loop");
    assertThat(lines(found)).contains("again");
    assertThat(Json.texts(found.path("next_steps"), "code")).contains("stop_loop");
    api.act(id, "stop?timeout=0&wait=20s");
    awaitVerdict(id, "stopped_on_request");
  }

  @Test
  void health_failing_namesTheAnswer() {
    String id =
        api.running(
            Body.of("ill", Docker.NGINX)
                .with(
                    "health_check",
                    Map.of(
                        "endpoint", "http://localhost/no-such-page",
                        "interval", "1s",
                        "timeout", "1s",
                        "retries", 1)));

    // Before it listens it may be unhealthy for that.
    JsonNode found =
        awaitVerdict(
            id, "unhealthy", each -> each.at("/health/last_error").asString("").contains("404"));

    assertThat(findings(found)).contains("probe_failing");
  }

  @Test
  void health_ofTheImage_namesItsOutput() {
    String name =
        docker.foreign(
            "ill-image",
            List.of(
                "--health-cmd",
                "echo no pong; exit 1",
                "--health-interval",
                "1s",
                "--health-retries",
                "1"),
            Docker.BUSYBOX,
            Docker.OBEDIENT.toArray(String[]::new));

    JsonNode found = awaitVerdict(name, "unhealthy");

    assertThat(findings(found)).contains("image_check_failing");
    assertThat(found.at("/health/last_error").asString()).isEqualTo("no pong");
  }

  @Test
  void stop_onRequest_isNoCrash() {
    String id = api.running(Body.of("stubborn", Docker.BUSYBOX).with("command", Docker.STUBBORN));
    api.act(id, "stop?timeout=1&wait=20s");

    JsonNode found = awaitVerdict(id, "stopped_on_request");

    assertThat(found.at("/exit/code").asInt()).isEqualTo(137);
    assertThat(findings(found)).contains("stopped_on_request", "stop_forced");
  }

  @Test
  void port_takenMeanwhile_namesItsHolder() {
    int port = Product.freePort();
    Object ports = List.of(Map.of("internal", 80, "external", port));
    String first = api.running(Body.sleeper("first").with("ports", ports));
    api.act(first, "stop?timeout=1&wait=20s");
    String second = api.running(Body.sleeper("second").with("ports", ports));
    docker.succeeds("start", api.name(first));

    JsonNode found = awaitVerdict(first, "port_taken");

    assertThat(findings(found)).contains("port_taken_by");
    assertThat(found.toString()).contains(api.name(second));
    assertThat(Json.texts(found.path("next_steps"), "code"))
        .containsExactly("free_port", "try_again");
  }

  @Test
  void failed_removedByDocker_saysWhyItHadFailed() {
    String image = Docker.newName("image") + ":1";
    docker.run("tag", Docker.BUSYBOX, image);
    String network = Docker.newName("net");
    docker.run("network", "create", network);
    String id =
        api.accepted(
            Body.sleeper("imageless")
                .with("image", image)
                .with("network", network)
                .command("/no/such/command"));
    api.awaitStatus(id, "failed");
    String name = api.name(id);
    docker.run("rm", "-f", name);
    docker.run("network", "rm", network);
    docker.run("rmi", image);

    JsonNode gone = awaitVerdict(id, "removed");
    assertThat(gone.at("/removal/removed_by").asString()).isEqualTo("outside");
    assertThat(gone.at("/removal/ended_as").asString()).isEqualTo("command_not_found");
  }

  @Test
  void removal_byUs_leavesEndAndLines() {
    String id = api.finished("echo one; echo two; exit 5");
    awaitVerdict(id, "exited_with_error");
    String name = api.name(id);
    api.delete("/containers/" + id).ok();

    for (String asked : List.of(id, id.substring(0, 12), name)) {
      JsonNode found = awaitVerdict(asked, "removed");
      assertThat(found.path("container_id").asString()).isEqualTo(id);
      assertThat(found.path("status").asString()).isEqualTo("deleted");
      assertThat(found.at("/exit/code").asInt()).isEqualTo(5);
      assertThat(found.at("/removal/removed_by").asString()).isEqualTo("operation");
      assertThat(found.at("/removal/ended_as").asString()).isEqualTo("exited_with_error");
      assertThat(found.path("logs_from").asString()).isEqualTo("kept");
      assertThat(lines(found)).containsExactly("one", "two");
    }
    api.get("/containers/" + id + "/logs").refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void removal_byUsWhileItRuns_leavesItsLines() {
    String id = api.running("sh", "-c", "echo busy; sleep 1000");
    api.awaitMessage(id, "busy");
    api.delete("/containers/" + id + "?force=true").ok();

    JsonNode found = awaitVerdict(id, "removed");

    assertThat(lines(found)).containsExactly("busy");
    assertThat(found.at("/removal/removed_by").asString()).isEqualTo("operation");
  }

  @Test
  void removal_byDocker_leavesEndAndLines() {
    String stopped = api.finished("echo behind; exit 6");
    awaitVerdict(stopped, "exited_with_error");
    OnDisk.awaitRow(api.product(), "remains WHERE kept_bytes > 0 AND id = ?", stopped);
    docker.run("rm", api.name(stopped));

    JsonNode found = awaitVerdict(stopped, "removed");
    assertThat(found.at("/removal/removed_by").asString()).isEqualTo("outside");
    assertThat(found.at("/exit/code").asInt()).isEqualTo(6);
    assertThat(lines(found)).containsExactly("behind");
  }

  @Test
  void removal_byForce_leavesItsEndAlone() {
    String name =
        docker.foreign("forced", List.of(), Docker.BUSYBOX, "sh", "-c", "echo forced; sleep 1000");
    api.awaitStatus(name, "running");
    docker.run("rm", "-f", name);

    JsonNode found = awaitVerdict(name, "removed");
    assertThat(found.at("/exit/code").asInt()).isEqualTo(137);
    assertThat(found.at("/exit/on_request").asBoolean()).isTrue();
    // From the moment it is told to remove by force, the engine does not show the log any more.
    assertThat(findings(found)).contains("no_lines_kept");
  }

  @Test
  void removal_byTheEngineItself_leavesItsExitCode() {
    String name =
        docker.foreign(
            "fleeting", List.of("--rm"), Docker.BUSYBOX, "sh", "-c", "sleep 4; echo oh; exit 9");

    JsonNode found = awaitVerdict(name, "removed");

    assertThat(found.at("/exit/code").asInt()).isEqualTo(9);
    assertThat(found.at("/removal/ended_as").asString()).isEqualTo("exited_with_error");
    // On a busy machine the engine may be the faster one.
    if (found.path("logs_from").asString().equals("kept")) {
      assertThat(lines(found)).containsExactly("oh");
    }
  }

  @Test
  void lines_withoutThePermission_areWithheld() {
    String role = Docker.newName("reader");
    api.put("/roles/" + role, "{\"permissions\": [\"container:read\"]}").ok();
    Api reader = api.withKey(role, role, "");
    String id = api.finished("echo secret words");

    JsonNode present = reader.get("/containers/" + id + "/diagnosis").ok();
    assertThat(present.path("logs").isNull()).isTrue();
    assertThat(present.path("logs_from").asString()).isEqualTo("withheld");
    api.delete("/containers/" + id).ok();
    awaitVerdict(id, "removed");
    JsonNode removed = reader.get("/containers/" + id + "/diagnosis").ok();
    assertThat(removed.path("logs_from").asString()).isEqualTo("withheld");
    assertThat(removed.toString()).doesNotContain("secret words");
  }

  @Test
  void removed_ofAnotherScope_isNotThere() {
    String id = api.finished("echo x");
    awaitVerdict(id, "exited_ok");
    api.delete("/containers/" + id).ok();
    awaitVerdict(id, "removed");
    Api other =
        api.withKey(
            Docker.newName("other"), "developer", ", \"scope\": {\"labels\": {\"team\": \"x\"}}");

    other.get("/containers/" + id + "/diagnosis").refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void remains_outliveTheServer_andShowNoSecretInItsFiles() throws IOException {
    Marker marker = Marker.plain();
    Product own = Product.start("diagnosis-" + Docker.RUN);
    String id = talkative(new Api(own), marker);
    own.kill();
    try (Product again = own.startAgain()) {
      JsonNode found = new Api(again).get("/containers/" + id + "/diagnosis").ok();
      assertThat(found.path("verdict").asString()).isEqualTo("removed");
      assertThat(lines(found)).containsExactly(marker.value());
      assertNowhere(again, marker);
    }
  }

  /** A container that has written the value of its secret, and is gone. */
  private static String talkative(Api its, Marker marker) {
    String secret = Docker.newName("talkative");
    its.put("/secrets/" + secret, Json.write(Map.of("values", Map.of("k", marker.value())))).ok();
    Map<String, Object> from = Map.of("secret_name", secret, "key", "k");
    String id =
        its.accepted(
            Body.of("talkative", Docker.BUSYBOX)
                .command("sh", "-c", "echo $WORD; exit 4")
                .with(
                    "environment_variables", List.of(Map.of("name", "WORD", "value_from", from))));
    its.awaitStatus(id, "stopped");
    its.delete("/containers/" + id).ok();
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(lines(its.get("/containers/" + id + "/diagnosis").ok()))
                    .containsExactly(marker.value()));
    return id;
  }

  private static void assertNowhere(Product product, Marker marker) throws IOException {
    try (Stream<Path> files = Files.walk(product.dataDir())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        marker.assertNotIn(file.toString(), Files.readAllBytes(file));
      }
    }
  }
}
