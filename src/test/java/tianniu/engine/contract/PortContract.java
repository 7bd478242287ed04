package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.fault;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.fault.Fault;

/** Published ports, which are taken by a start and given back by the end of the run. */
public abstract class PortContract extends EngineContract {
  private EngineRef publishing(int port, Protocol protocol) {
    return engine().create(draft -> draft.port(80, port, protocol));
  }

  @Test
  void start_openPort_isPicked() {
    EngineRef ref = engine().running(draft -> draft.port(80, 0, Protocol.TCP));
    assertThat(engine().see(ref).ports())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.internal()).isEqualTo(80);
              assertThat(port.external()).isBetween(1, 65535);
              assertThat(port.protocol()).isEqualTo(Protocol.TCP);
            });
  }

  @Test
  void start_twoOpenPorts_arePickedApart() {
    EngineRef ref =
        engine().running(draft -> draft.port(80, 0, Protocol.TCP).port(81, 0, Protocol.TCP));
    assertThat(engine().see(ref).ports()).extracting(PortMapping::external).doesNotHaveDuplicates();
  }

  @Test
  void start_givenPort_isThatOne() {
    int port = engine().freePort();
    EngineRef ref = publishing(port, Protocol.TCP);
    engine().containers().start(ref);
    assertThat(engine().see(ref).ports()).containsExactly(new PortMapping(80, port, Protocol.TCP));
  }

  @Test
  void create_portTakenByAContainer_isNoFaultYet() {
    int port = engine().freePort();
    engine().containers().start(publishing(port, Protocol.TCP));
    assertThat(engine().state(publishing(port, Protocol.TCP))).isEqualTo(EngineState.CREATED);
  }

  @Test
  void start_portTakenByAContainer_refuses() {
    int port = engine().freePort();
    engine().containers().start(publishing(port, Protocol.TCP));
    EngineRef second = publishing(port, Protocol.TCP);
    assertThat(fault(() -> engine().containers().start(second)))
        .isEqualTo(new Fault.PortInUse(port, "tcp"));
    assertThat(engine().see(second).error()).contains(Integer.toString(port));
    assertThat(engine().see(second).pid()).isZero();
  }

  @Test
  void start_portTakenByAProcess_refuses() {
    int port = engine().takenPort();
    EngineRef ref = publishing(port, Protocol.TCP);
    assertThat(fault(() -> engine().containers().start(ref)))
        .isEqualTo(new Fault.PortInUse(port, "tcp"));
  }

  @Test
  void start_portOfAnotherProtocol_runs() {
    int port = engine().freePort();
    engine().containers().start(publishing(port, Protocol.TCP));
    EngineRef second = publishing(port, Protocol.UDP);
    engine().containers().start(second);
    assertThat(engine().state(second)).isEqualTo(EngineState.RUNNING);
  }

  @Test
  void start_portGivenBack_runsAndForgetsTheError() {
    int port = engine().freePort();
    EngineRef first = publishing(port, Protocol.TCP);
    engine().containers().start(first);
    EngineRef second = publishing(port, Protocol.TCP);
    assertThat(fault(() -> engine().containers().start(second))).isNotNull();
    engine().containers().stop(first, Duration.ZERO);
    engine().containers().start(second);
    assertThat(engine().state(second)).isEqualTo(EngineState.RUNNING);
    assertThat(engine().see(second).error()).isNull();
  }

  @Test
  void mark_portIsPicked_changes() {
    EngineRef ref = engine().create(draft -> draft.port(80, 0, Protocol.TCP));
    String before = engine().mark(ref);
    engine().containers().start(ref);
    assertThat(engine().mark(ref)).isNotEqualTo(before);
  }
}
