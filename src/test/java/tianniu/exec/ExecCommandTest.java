package tianniu.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ExecSpec;
import tianniu.http.Bodies;

class ExecCommandTest {
  @Test
  void read_commandAlone_hasTheDefaults() {
    assertThat(read(""))
        .isEqualTo(
            new ExecCommand(
                new ExecSpec(List.of("ls"), List.of(), null, null, false, false, true, true),
                null,
                Duration.ofSeconds(60)));
  }

  @Test
  void read_theDocumentsExample_isUnderstood() {
    ExecCommand command =
        Bodies.read(
            """
            {"command": ["ls", "-la", "/app"], "env": [{"name": "DEBUG", "value": "true"}],
             "working_dir": "/app", "user": "app-user", "tty": false, "attach_stdin": false,
             "attach_stdout": true, "attach_stderr": true}
            """,
            ExecCommand::read);

    assertThat(command.spec())
        .isEqualTo(
            new ExecSpec(
                List.of("ls", "-la", "/app"),
                List.of(new EnvironmentVariable("DEBUG", "true", null)),
                "/app",
                "app-user",
                false,
                false,
                true,
                true));
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5000",
    "1.5, 1500",
    "\"90s\", 90000",
    "\"1h\", 3600000",
    "0, 60000",
    "\"\", 60000"
  })
  void read_timeout_isADurationOrSeconds(String timeout, long millis) {
    assertThat(read(",\"timeout\":" + timeout).timeout()).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "-1", "3601", "\"2h\"", "\"soon\"", "true", "1e999999999"})
  void read_timeoutOutside_isRefused(String timeout) {
    assertThat(paths("{\"command\":[\"a\"],\"timeout\":" + timeout + "}"))
        .containsExactly("timeout");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"command\":[]}", "{\"command\":[\"\"]}", "{\"command\":\"ls\"}"})
  void read_noCommand_isRefused(String body) {
    assertThat(paths(body)).containsExactly("command");
  }

  @Test
  void read_stdin_needsToBeAttached() {
    assertThat(paths("{\"command\":[\"a\"],\"stdin\":\"x\"}")).containsExactly("stdin");
    assertThat(read(",\"stdin\":\"x\",\"attach_stdin\":true").stdin()).isEqualTo("x");
  }

  @Test
  void read_severalFaults_areAllTold() {
    assertThat(
            paths(
                "{\"command\":[\"a\",1],\"env\":[{\"name\":\"a=b\"},{\"value\":\"x\"}],"
                    + "\"working_dir\":\"app\",\"tty\":\"yes\",\"shell\":true}"))
        .containsExactly("command[1]", "env[0].name", "env[1].name", "working_dir", "tty", "shell");
  }

  private static ExecCommand read(String more) {
    return Bodies.read("{\"command\":[\"ls\"]" + more + "}", ExecCommand::read);
  }

  private static List<String> paths(String body) {
    return Bodies.paths(body, ExecCommand::read);
  }
}
