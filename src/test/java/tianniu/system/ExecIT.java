package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Commands in a running container. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecIT {
  private static final int MEBIBYTE = 1 << 20;

  private final Api api;
  private final Docker docker;
  private String id = "";

  ExecIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  @BeforeAll
  void aContainer() {
    id = api.sleeper();
  }

  private Answer exec(String body) {
    return api.post("/containers/" + id + "/exec", body);
  }

  private JsonNode sh(String script) {
    return api.exec(id, "sh", "-c", script);
  }

  @Test
  void answer_hasTheDocumentedFieldsInOrder() {
    JsonNode answer = sh("echo out; echo err >&2; exit 3");

    Json.assertFieldsInOrder(answer, "exit_code", "stdout", "stderr");
    assertThat(answer.path("exit_code").isInt()).isTrue();
    assertThat(answer.path("exit_code").asInt()).isEqualTo(3);
    assertThat(answer.path("stdout").asString()).isEqualTo("out\n");
    assertThat(answer.path("stderr").asString()).isEqualTo("err\n");
  }

  @Test
  void documentedRequest_isUnderstoodWhole() {
    JsonNode answer =
        exec("""
            {"command":["pwd"],"env":[{"name":"DEBUG","value":"true"}],"working_dir":"/tmp",
             "user":"root","tty":false,"attach_stdin":false,"attach_stdout":true,
             "attach_stderr":true}
            """)
            .ok();

    assertThat(answer.path("stdout").asString()).isEqualTo("/tmp\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 42, 255})
  void exitCode_isTheCommands(int code) {
    assertThat(sh("exit " + code).path("exit_code").asInt()).isEqualTo(code);
  }

  @Test
  void exitCode_ofAKilledCommand_says137() {
    assertThat(sh("kill -9 $$").path("exit_code").asInt()).isEqualTo(137);
  }

  @Test
  void env_isGiven() {
    JsonNode answer =
        exec("{\"command\":[\"sh\",\"-c\",\"echo $A-$B\"],\"env\":[{\"name\":\"A\",\"value\":\"x y\"},{\"name\":\"B\",\"value\":\"\"}]}")
            .ok();

    assertThat(answer.path("stdout").asString()).isEqualTo("x y-\n");
  }

  @Test
  void user_isTheOneAskedFor() {
    JsonNode answer =
        exec("{\"command\":[\"sh\",\"-c\",\"id -u; id -g\"],\"user\":\"1234:2345\"}").ok();

    assertThat(answer.path("stdout").asString()).isEqualTo("1234\n2345\n");
  }

  @Test
  void tty_isATerminalWithOneStream() {
    JsonNode answer =
        exec("{\"command\":[\"sh\",\"-c\",\"test -t 1 && echo yes; echo err >&2\"],\"tty\":true}")
            .ok();

    assertThat(answer.path("stdout").asString()).isEqualTo("yes\r\nerr\r\n");
    assertThat(answer.path("stderr").asString()).isEmpty();
  }

  @Test
  void stdin_isGivenAndEnds() {
    JsonNode answer =
        exec("{\"command\":[\"cat\"],\"attach_stdin\":true,\"stdin\":\"hello 天牛\\nworld\"}").ok();

    assertThat(answer.path("stdout").asString()).isEqualTo("hello 天牛\nworld");
    assertThat(answer.path("exit_code").asInt()).isZero();
  }

  @Test
  void stdin_ofHalfAMegabyte_isGivenWhole() {
    String stdin = "0123456789abcdef".repeat(32_768);
    Map<String, Object> body =
        Map.of("command", List.of("wc", "-c"), "attach_stdin", true, "stdin", stdin);

    assertThat(exec(Json.write(body)).ok().path("stdout").asString().strip())
        .isEqualTo(Integer.toString(stdin.length()));
  }

  @Test
  void stdin_notAttached_isEmpty() {
    assertThat(sh("cat").path("exit_code").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"attach_stdout, '', 'err\n'", "attach_stderr, 'out\n', ''"})
  void stream_notAttached_isEmpty(String flag, String stdout, String stderr) {
    JsonNode answer =
        exec("{\"command\":[\"sh\",\"-c\",\"echo out; echo err >&2\"],\"%s\":false}"
                .formatted(flag))
            .ok();

    assertThat(answer.path("stdout").asString()).isEqualTo(stdout);
    assertThat(answer.path("stderr").asString()).isEqualTo(stderr);
  }

  @Test
  void timeout_reallyEndsTheCommand() {
    Instant asked = Instant.now();

    Answer answer =
        exec(
            "{\"command\":[\"sh\",\"-c\",\"echo begun; trap '' TERM; sleep 7777 & sleep 7778\"],\"timeout\":\"5s\"}");

    assertThat(Duration.between(asked, Instant.now()))
        .isLessThan(Patience.of(Duration.ofSeconds(30)));
    assertThat(answer.status()).isEqualTo(504);
    JsonNode error = answer.refused("EXEC_TIMEOUT");
    assertThat(error.at("/details/stdout").asString()).isEqualTo("begun\n");
    await()
        .atMost(Api.SETTLED)
        .untilAsserted(
            () ->
                assertThat(docker.run("top", api.name(id)))
                    .doesNotContain("sleep 7777", "sleep 7778"));
    assertThat(api.status(id)).isEqualTo("running");
  }

  @Test
  void output_ofExactlyAMebibyte_isWhole() {
    JsonNode answer = sh("head -c " + MEBIBYTE + " /dev/zero | tr '\\0' x");

    assertThat(answer.path("stdout").asString()).hasSize(MEBIBYTE);
    assertThat(answer.path("truncated").asBoolean(false)).isFalse();
  }

  @Test
  void output_beyondAMebibyte_isCutAndSaysSo() {
    JsonNode answer = sh("head -c 3000000 /dev/zero | tr '\\0' x; echo done >&2; exit 5");

    assertThat(answer.path("stdout").asString()).hasSize(MEBIBYTE);
    assertThat(answer.path("stderr").asString()).isEqualTo("done\n");
    assertThat(answer.path("truncated").asBoolean()).isTrue();
    assertThat(answer.path("exit_code").asInt()).isEqualTo(5);
  }

  @Test
  void output_thatIsNoText_isReplaced() {
    assertThat(sh("printf 'a\\377b'").path("stdout").asString()).isEqualTo("a\ufffdb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/command", "no-such-command", "/etc/passwd", "/tmp"})
  void command_thatCannotBeRun_isAnExitCodeWithTheReasonOnStderr(String command) {
    JsonNode answer = api.exec(id, command);

    assertThat(answer.path("exit_code").asInt()).isIn(126, 127);
    assertThat(answer.path("stdout").asString()).isEmpty();
    assertThat(answer.path("stderr").asString()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"command\":[\"id\"],\"user\":\"nobody-knows\"}",
        "{\"command\":[\"id\"],\"working_dir\":\"/no/such/dir\"}"
      })
  void settings_thatTheContainerLacks_areNoServerError(String body) {
    Answer answer = exec(body);

    if (answer.status() == 200) {
      assertThat(answer.ok().path("exit_code").asInt()).isNotZero();
      assertThat(answer.ok().path("stderr").asString()).isNotBlank();
    } else {
      answer.refusedAsCallersFault();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "command       | {}",
        "command       | {\"command\":[]}",
        "command       | {\"command\":[\"\"]}",
        "command       | {\"command\":\"ls\"}",
        "env[0].name   | {\"command\":[\"ls\"],\"env\":[{\"value\":\"x\"}]}",
        "timeout       | {\"command\":[\"ls\"],\"timeout\":\"2h\"}",
        "timeout       | {\"command\":[\"ls\"],\"timeout\":\"-1s\"}",
        "tty           | {\"command\":[\"ls\"],\"tty\":\"yes\"}",
        "colour        | {\"command\":[\"ls\"],\"colour\":\"red\"}",
        "privileged    | {\"command\":[\"ls\"],\"privileged\":true}"
      })
  void body_wrong_namesItsField(String field, String body) {
    JsonNode error = exec(body).refused("INVALID_PARAMETER");

    assertThat(Json.texts(error.at("/details/violations"), "field").getFirst()).startsWith(field);
  }

  @Test
  void zeroValues_countAsAbsent() {
    exec("{\"command\":[\"true\"],\"env\":null,\"working_dir\":\"\",\"user\":\"\",\"stdin\":\"\"}")
        .ok();
  }

  @Test
  void stopped_refuses() {
    String stopped = api.stopped();

    LifecycleIT.assertWrongState(
        api.post("/containers/" + stopped + "/exec", "{\"command\":[\"true\"]}"),
        "stopped",
        "running");
  }

  @Test
  void paused_refuses() {
    String paused = api.sleeper();
    api.act(paused, "pause?wait=20s");

    LifecycleIT.assertWrongState(
        api.post("/containers/" + paused + "/exec", "{\"command\":[\"true\"]}"),
        "paused",
        "running");
  }

  @Test
  void tenAtOnce_doNotMixTheirOutput() {
    List<String> outputs =
        IntStream.range(0, 10)
            .parallel()
            .mapToObj(i -> sh("echo " + i + "; sleep 1; echo " + i).path("stdout").asString())
            .toList();

    assertThat(outputs)
        .isEqualTo(IntStream.range(0, 10).mapToObj(i -> i + "\n" + i + "\n").toList());
  }

  @Test
  void containerThatEndsMeanwhile_endsTheCommandToo() {
    String ending = api.running("sh", "-c", "while [ ! -e /end ]; do sleep 0.1; done");

    Answer answer =
        api.post(
            "/containers/" + ending + "/exec",
            "{\"command\":[\"sh\",\"-c\",\"touch /end; sleep 100\"]}");

    assertThat(answer.ok().path("exit_code").asInt()).isNotZero();
  }

  @Test
  void image_withoutAShell_runsItsOwnProgramsOnly() {
    String tiny = api.running(Body.of("tiny", Docker.TINY));

    assertThat(api.exec(tiny, "sh").path("exit_code").asInt()).isIn(126, 127);
  }
}
