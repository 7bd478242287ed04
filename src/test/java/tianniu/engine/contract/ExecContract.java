package tianniu.engine.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.command;
import static tianniu.engine.contract.TestEngine.fault;
import static tianniu.engine.contract.TestEngine.finish;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
import tianniu.engine.ProcessSpec;
import tianniu.fault.Fault;

/** Commands in running containers. */
public abstract class ExecContract extends EngineContract {
  private EngineRef box() {
    return engine().running("sleep", "600");
  }

  private ExecSession start(EngineRef ref, ExecSpec spec) {
    return engine().engine().execs().start(ref, spec);
  }

  private static ExecSpec withInput(String... command) {
    return new ExecSpec(List.of(command), List.of(), null, null, false, true, true, true);
  }

  private static ExecSpec onTerminal(String... command) {
    return new ExecSpec(List.of(command), List.of(), null, null, true, true, true, true);
  }

  private static ExecSpec script(boolean stdout, boolean stderr, String script) {
    return new ExecSpec(
        List.of("sh", "-c", script), List.of(), null, null, false, false, stdout, stderr);
  }

  @Test
  void exec_bothOutputs_areToldApart() {
    assertThat(engine().exec(box(), "sh", "-c", "echo out; echo err >&2"))
        .isEqualTo(new ExecResult("out\n", "err\n", 0));
  }

  @Test
  void exec_fails_tellsItsExitCode() {
    assertThat(engine().exec(box(), "sh", "-c", "exit 5").exitCode()).isEqualTo(5);
  }

  @Test
  void exec_arguments_arriveAsTheyAre() {
    assertThat(engine().exec(box(), "echo", "a  b", "$HOME", "天牛").stdout())
        .isEqualTo("a  b $HOME 天牛\n");
  }

  @Test
  void exec_chain_stopsAtTheFirstFailure() {
    assertThat(engine().exec(box(), "sh", "-c", "echo a && false && echo b; echo c").stdout())
        .isEqualTo("a\nc\n");
  }

  @Test
  void exec_commandThatIsNotThere_saysSoOnStderr() {
    ExecResult result = engine().exec(box(), "no-such-program");
    assertThat(result.exitCode()).isIn(126, 127);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains("no-such-program");
  }

  @Test
  void exec_commandThatTheShellDoesNotFind_is127() {
    ExecResult result = engine().exec(box(), "sh", "-c", "no-such-program");
    assertThat(result.exitCode()).isEqualTo(127);
    assertThat(result.stderr()).contains("no-such-program");
  }

  @Test
  void exec_largeOutput_arrivesWhole() {
    int bytes = 3_000_000;
    assertThat(engine().exec(box(), "head", "-c", "" + bytes, "/dev/zero").stdout()).hasSize(bytes);
  }

  @Test
  void exec_environment_addsToTheContainers() {
    EngineRef ref =
        engine()
            .running(d -> d.command("sleep", "600").env("A", "container").env("B", "container"));
    ExecSpec spec =
        new ExecSpec(
            List.of("sh", "-c", "echo $A $B"),
            List.of(new EnvironmentVariable("B", "exec", null)),
            null,
            null,
            false,
            false,
            true,
            true);
    assertThat(engine().exec(ref, spec).stdout()).isEqualTo("container exec\n");
  }

  @Test
  void exec_workingDirAndUser_areItsOwn() {
    ExecSpec spec =
        new ExecSpec(
            List.of("sh", "-c", "pwd; id -u"), List.of(), "/bin", "1000", false, false, true, true);
    assertThat(engine().exec(box(), spec).stdout()).isEqualTo("/bin\n1000\n");
  }

  @Test
  void exec_nothingSaid_takesTheContainersWorkingDirAndUser() {
    ProcessSpec process = new ProcessSpec(null, List.of("sleep", "600"), "/bin", "1000:1000", null);
    EngineRef ref = engine().running(draft -> draft.process(process));
    assertThat(engine().exec(ref, "sh", "-c", "pwd; id -u").stdout()).isEqualTo("/bin\n1000\n");
  }

  @Test
  void exec_stdoutNotWanted_givesStderrOnly() {
    assertThat(engine().exec(box(), script(false, true, "echo out; echo err >&2; exit 2")))
        .isEqualTo(new ExecResult("", "err\n", 2));
  }

  @Test
  void exec_stderrNotWanted_givesStdoutOnly() {
    assertThat(engine().exec(box(), script(true, false, "echo out; echo err >&2; exit 2")))
        .isEqualTo(new ExecResult("out\n", "", 2));
  }

  @Test
  void exec_input_isRead() {
    try (ExecSession session = start(box(), withInput("cat"))) {
      session.write("first ".getBytes(UTF_8));
      session.write("second".getBytes(UTF_8));
      session.closeInput();
      assertThat(finish(session)).isEqualTo(new ExecResult("first second", "", 0));
    }
  }

  @Test
  void exec_noInput_endsAtOnce() {
    assertThat(engine().exec(box(), "cat")).isEqualTo(new ExecResult("", "", 0));
  }

  @Test
  void exec_dialogue_answersBeforeTheInputEnds() {
    try (ExecSession session = start(box(), withInput("sh", "-c", "read x; echo got $x; read y"))) {
      session.write("one\n".getBytes(UTF_8));
      ByteBuffer answer = Objects.requireNonNull(session.read()).bytes();
      assertThat(UTF_8.decode(answer).toString()).isEqualTo("got one\n");
      session.write("two\n".getBytes(UTF_8));
      assertThat(finish(session).exitCode()).isZero();
    }
  }

  @Test
  void exec_terminal_isAllStdout() {
    try (ExecSession session = start(box(), onTerminal("sh", "-c", "echo out; echo err >&2"))) {
      assertThat(finish(session)).isEqualTo(new ExecResult("out\r\nerr\r\n", "", 0));
    }
  }

  @Test
  void exec_terminal_knowsThatItIsOne() {
    try (ExecSession session = start(box(), onTerminal("test", "-t", "0"))) {
      assertThat(finish(session).exitCode()).isZero();
    }
    assertThat(engine().exec(box(), "test", "-t", "0").exitCode()).isEqualTo(1);
  }

  @Test
  void resize_terminal_hasThatSize() {
    try (ExecSession session = start(box(), onTerminal("sh", "-c", "read x; stty size"))) {
      session.resize(132, 43);
      session.write("\n".getBytes(UTF_8));
      assertThat(finish(session).stdout()).endsWith("43 132\r\n");
    }
  }

  @Test
  void kill_running_endsItAndWhatItStarted() {
    // The shell waits for a child that holds its outputs open.
    try (ExecSession session = start(box(), command("sh", "-c", "echo up; sleep 600; echo no"))) {
      assertThat(session.read()).isNotNull();
      session.kill();
      assertThat(finish(session)).isEqualTo(new ExecResult("", "", 137));
    }
  }

  @Test
  void kill_ended_isHarmless() {
    try (ExecSession session = start(box(), command("true"))) {
      assertThat(finish(session).exitCode()).isZero();
      session.kill();
      assertThat(session.exitCode()).isZero();
    }
  }

  @Test
  void close_fromAnotherThread_endsTheReading() throws InterruptedException {
    try (ExecSession session = start(box(), command("sleep", "600"))) {
      Thread closer = Thread.ofVirtual().start(session::close);
      assertThat(session.read()).isNull();
      closer.join();
    }
  }

  @Test
  void close_running_letsTheCommandEnd() {
    EngineRef ref = box();
    start(ref, command("sh", "-c", "sleep 0.3; echo done > /done")).close();
    engine().await(() -> engine().exec(ref, "cat", "/done").stdout().equals("done\n"));
  }

  @Test
  void interrupt_waiting_isUnavailableAtOnce_andTheCommandGoesOn() {
    EngineRef ref = box();
    String script = "until test -e /go; do sleep 0.1; done; echo done >> /done";
    List<Consumer<ExecSession>> waits = List.of(ExecSession::read, ExecSession::exitCode);
    for (Consumer<ExecSession> wait : waits) {
      try (ExecSession session = start(ref, command("sh", "-c", script))) {
        Thread.currentThread().interrupt();
        Fault told = fault(() -> wait.accept(session));
        // Whoever is above learns of it too.
        assertThat(Thread.interrupted()).isTrue();
        assertThat(told).isInstanceOf(Fault.EngineUnavailable.class);
      }
    }
    engine().exec(ref, "touch", "/go");
    engine().await(() -> engine().exec(ref, "cat", "/done").stdout().equals("done\ndone\n"));
  }

  @Test
  void exec_containerStops_ends() {
    EngineRef ref = box();
    try (ExecSession session = start(ref, command("sh", "-c", "echo up; sleep 600"))) {
      assertThat(session.read()).isNotNull();
      engine().containers().stop(ref, Duration.ZERO);
      assertThat(finish(session).exitCode()).isEqualTo(137);
    }
  }

  @Test
  void exec_stopped_refuses() {
    EngineRef ref = engine().stopped();
    assertThat(fault(() -> engine().exec(ref, "true"))).isInstanceOf(Fault.EngineRefused.class);
  }

  @Test
  void exec_paused_refuses() {
    EngineRef ref = box();
    engine().containers().pause(ref);
    assertThat(fault(() -> engine().exec(ref, "true"))).isInstanceOf(Fault.EngineRefused.class);
  }

  @Test
  void exec_removed_findsNothing() {
    EngineRef ref = engine().removed();
    assertThat(fault(() -> engine().exec(ref, "true"))).isInstanceOf(Fault.NoSuchContainer.class);
  }
}
