package tianniu.exec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ExecSpec;
import tianniu.http.Durations;
import tianniu.http.JsonFields;

/**
 * Body of execInContainer.
 *
 * @param stdin what the command reads; null for nothing
 */
record ExecCommand(ExecSpec spec, @Nullable String stdin, Duration timeout) {
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
  private static final int MAX_ARGUMENTS = 1024;
  private static final int MAX_VARIABLES = 1024;

  static @Nullable ExecCommand read(JsonFields fields) {
    List<String> command = fields.required("command", () -> fields.texts("command", MAX_ARGUMENTS));
    if (command != null
        && fields.isValid()
        && (command.isEmpty() || command.getFirst().isEmpty())) {
      fields.refuse("command", "must begin with a program");
    }
    List<EnvironmentVariable> environment =
        fields.objects("env", MAX_VARIABLES, ExecCommand::variable);
    String workingDir =
        fields.parsed(
            "working_dir",
            text -> Optional.of(text).filter(path -> path.startsWith("/")),
            "must be an absolute path");
    String user = fields.text("user");
    boolean tty = fields.flag("tty", false);
    boolean attachStdin = fields.flag("attach_stdin", false);
    boolean attachStdout = fields.flag("attach_stdout", true);
    boolean attachStderr = fields.flag("attach_stderr", true);
    String stdin = fields.text("stdin");
    if (stdin != null && !attachStdin) {
      fields.refuse("stdin", "needs attach_stdin to be true");
    }
    Duration timeout =
        fields.parsedTextOrNumber("timeout", ExecCommand::timeout, "must be from 1s to 1h");
    if (!fields.isValid() || command == null) {
      return null;
    }
    return new ExecCommand(
        new ExecSpec(
            command, environment, workingDir, user, tty, attachStdin, attachStdout, attachStderr),
        stdin,
        timeout == null || timeout.isZero() ? DEFAULT_TIMEOUT : timeout);
  }

  private static @Nullable EnvironmentVariable variable(JsonFields fields) {
    String name =
        fields.required(
            "name",
            () ->
                fields.parsed(
                    "name",
                    text -> Optional.of(text).filter(EnvironmentVariable::isName),
                    "must not contain an equals sign"));
    String value = fields.textOrEmpty("value");
    return name == null ? null : new EnvironmentVariable(name, value == null ? "" : value, null);
  }

  /** A duration, or a number of seconds; zero is how some clients write "none given". */
  private static Optional<Duration> timeout(String text) {
    Optional<Duration> found =
        text.matches("[0-9]{1,6}(\\.[0-9]{1,3})?")
            ? Optional.of(
                Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact()))
            : Durations.parse(text);
    return found.filter(
        each ->
            each.isZero()
                || (each.compareTo(MIN_TIMEOUT) >= 0 && each.compareTo(MAX_TIMEOUT) <= 0));
  }
}
