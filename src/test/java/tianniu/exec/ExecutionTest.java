package tianniu.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class ExecutionTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final MemoryEngine engine =
      MemoryEngine.on(Clock.systemUTC())
          .images(MemoryImage.server("busybox:latest", "httpd"))
          .build();
  private final EngineRef ref = engine.containers().create(spec());

  ExecutionTest() {
    engine.containers().start(ref);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void run_command_hasItsOutputsAndExitCode() {
    assertThat(run("echo out; echo err >&2; exit 3", LONG, false, null))
        .isEqualTo(new Execution.Result(3, "out\n", "err\n", false));
  }

  @Test
  void run_stdin_isReadToItsEnd() {
    assertThat(run("cat", LONG, true, "hello\n").stdout()).isEqualTo("hello\n");
    assertThat(run("cat", LONG, true, null).stdout()).isEmpty();
  }

  @Test
  void run_stdinThatNobodyReads_doesNoHarm() {
    assertThat(run("exit 0", LONG, true, "x".repeat(1 << 18)).exitCode()).isZero();
  }

  @Test
  void run_unknownCommand_is127WithTheWordsOnStderr() {
    try (ExecSession session = engine.execs().start(ref, command("nonsense"))) {
      Execution.Result result = new Execution(session, LONG).run(false, null);

      assertThat(result.exitCode()).isIn(126, 127);
      assertThat(result.stdout()).isEmpty();
      assertThat(result.stderr()).contains("nonsense");
    }
  }

  @Test
  void run_overItsLimit_isKilledAndTellsTheOutputSoFar() {
    Fault fault =
        catchThrowableOfType(
                FaultException.class, () -> run("echo first; sleep 600", SHORT, false, null))
            .fault();

    assertThat(fault).isInstanceOf(Fault.ExecTimedOut.class);
    assertThat(((Fault.ExecTimedOut) fault).limit()).isEqualTo(SHORT);
    assertThat(((Fault.ExecTimedOut) fault).truncated()).isFalse();
  }

  @Test
  void run_engineGoesAway_isEngineUnavailable() throws InterruptedException {
    try (ExecSession session = engine.execs().start(ref, command("sleep", "600"))) {
      Thread away = Thread.ofVirtual().start(() -> engine.trouble().engineAway());
      Fault fault =
          catchThrowableOfType(
                  FaultException.class, () -> new Execution(session, LONG).run(false, null))
              .fault();
      away.join();

      assertThat(fault).isInstanceOf(Fault.EngineUnavailable.class);
    }
  }

  private Execution.Result run(
      String script, Duration limit, boolean attachStdin, @Nullable String stdin) {
    ExecSpec spec =
        new ExecSpec(
            List.of("sh", "-c", script), List.of(), null, null, false, attachStdin, true, true);
    try (ExecSession session = engine.execs().start(ref, spec)) {
      return new Execution(session, limit).run(attachStdin, stdin);
    }
  }

  private static ExecSpec command(String... words) {
    return new ExecSpec(List.of(words), List.of(), null, null, false, false, true, true);
  }

  private static ContainerSpec spec() {
    return new SpecDraft(
            new ContainerId("0".repeat(32)), "web", "busybox", Clock.systemUTC().instant())
        .spec();
  }
}
