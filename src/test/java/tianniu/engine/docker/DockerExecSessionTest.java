package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.fault;
import static tianniu.engine.docker.ScriptedEngine.ok;
import static tianniu.engine.docker.ScriptedEngine.ping;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tianniu.engine.EngineRef;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
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
    ExecSpec spec = new ExecSpec(List.of("a"), List.of(), null, null, false, false, true, true);
    return new DockerExecs(http, false).start(REF, spec);
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
