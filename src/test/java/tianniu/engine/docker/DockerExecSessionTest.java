package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.fault;
import static tianniu.engine.docker.ScriptedEngine.ok;
import static tianniu.engine.docker.ScriptedEngine.ping;
import static tianniu.engine.docker.ScriptedEngine.refusal;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.EngineRef;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
import tianniu.engine.OutputStreamKind;
import tianniu.fault.Fault;

@Timeout(60)
class DockerExecSessionTest {
  private static final EngineRef REF = new EngineRef("c".repeat(64));
  private static final String RUNS = ok("", "{\"Running\":true,\"ExitCode\":null,\"Pid\":7}");
  private static final String ENDED = ok("", "{\"Running\":false,\"ExitCode\":3,\"Pid\":7}");

  private final AtomicInteger looks = new AtomicInteger();
  private final CountDownLatch looked = new CountDownLatch(1);

  /** A command that has closed its outputs, and is seen to have ended at that many looks. */
  private ScriptedEngine engine(int end) throws IOException {
    return new ScriptedEngine(
        (request, connection) -> {
          if (request.endsWith("/_ping")) {
            return ping("1.41");
          }
          if (request.endsWith("/exec")) {
            return ok("", "{\"Id\":\"e1\"}");
          }
          if (request.endsWith("/start")) {
            return ok("", "");
          }
          looked.countDown();
          return looks.incrementAndGet() >= end ? ENDED : RUNS;
        });
  }

  private static ExecSession start(DockerHttp http) {
    return start(http, false);
  }

  private static ExecSession start(DockerHttp http, boolean tty) {
    ExecSpec spec = new ExecSpec(List.of("a"), List.of(), null, null, tty, false, true, true);
    return new DockerExecs(http, false).start(REF, spec);
  }

  private static ScriptedEngine refusing(String reason) throws IOException {
    return new ScriptedEngine(
        (request, connection) -> request.endsWith("/_ping") ? ping("1.51") : refusal(400, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unable to find user nobody: no matching entries in passwd file",
        "unable to find group nobody: no matching entries in group file",
        "uids and gids must be in range 0-2147483647"
      })
  void start_userRefusedWhenTheExecIsMade_isACommandThatCannotBeRun(String reason)
      throws Exception {
    try (ScriptedEngine engine = refusing(reason);
        DockerHttp http = new DockerHttp(new Connector(engine.address()));
        ExecSession session = start(http)) {
      ExecSession.Chunk said = Objects.requireNonNull(session.read());
      assertThat(said.stream()).isEqualTo(OutputStreamKind.STDERR);
      assertThat(UTF_8.decode(said.bytes()).toString()).isEqualTo(reason + "\r\n");
      assertThat(session.exitCode()).isEqualTo(126);
    }
  }

  @Test
  void start_refusedForAnotherReason_isRefused() throws Exception {
    try (ScriptedEngine engine = refusing("no");
        DockerHttp http = new DockerHttp(new Connector(engine.address()))) {
      assertThat(fault(() -> start(http))).isEqualTo(new Fault.EngineRefused("no"));
    }
  }

  @Test
  void read_terminalOfAnEngineThatForgetsTheProcess_isStdout() throws Exception {
    try (ScriptedEngine engine =
            new ScriptedEngine(
                (request, connection) -> {
                  if (request.endsWith("/_ping")) {
                    return ping("1.41");
                  }
                  if (request.endsWith("/exec")) {
                    return ok("", "{\"Id\":\"e1\"}");
                  }
                  return request.endsWith("/start")
                      ? ok("", "out\r\n")
                      : ok("", "{\"Running\":false,\"ExitCode\":0,\"Pid\":0}");
                });
        DockerHttp http = new DockerHttp(new Connector(engine.address()));
        ExecSession session = start(http, true)) {
      assertThat(Objects.requireNonNull(session.read()).stream())
          .isEqualTo(OutputStreamKind.STDOUT);
    }
  }

  @Test
  void exitCode_outputsClosedEarly_waitsForTheEnd() throws Exception {
    try (ScriptedEngine engine = engine(8);
        DockerHttp http = new DockerHttp(new Connector(engine.address()));
        ExecSession session = start(http)) {
      assertThat(session.read()).isNull();
      assertThat(session.exitCode()).isEqualTo(3);
      assertThat(looks).hasValue(8);
    }
  }

  @Test
  void exitCode_closedMeanwhile_isUnavailable() throws Exception {
    try (ScriptedEngine engine = engine(Integer.MAX_VALUE);
        DockerHttp http = new DockerHttp(new Connector(engine.address()));
        ExecSession session = start(http)) {
      Thread closing =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      looked.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    session.close();
                  });
      assertThat(fault(session::exitCode)).isInstanceOf(Fault.EngineUnavailable.class);
      closing.join();
    }
  }
}
