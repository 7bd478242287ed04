package tianniu.engine.memory;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineState;
import tianniu.engine.PortMapping;
import tianniu.fault.Fault;

/** The twin's machine: paths and ports as they were set up, and a small HTTP server to dial. */
final class MemoryHost implements EngineHost {
  private final Machine machine;
  private final HostPorts ports;
  private final Responder responder;

  MemoryHost(Machine machine, HostPorts ports, Responder responder) {
    this.machine = machine;
    this.ports = ports;
    this.responder = responder;
  }

  static boolean exists(Machine machine, String path) {
    return machine.setup.links().containsKey(path) || machine.setup.pathExists().test(path);
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public Path realPath(String path) {
    if (!exists(machine, path)) {
      throw new Fault.NoSuchVolume(path).asException();
    }
    return Path.of(machine.setup.links().getOrDefault(path, path)).normalize();
  }

  @Override
  public boolean isPortFree(int port, PortMapping.Protocol protocol) {
    machine.lock.lock();
    try {
      return ports.isFree(port, protocol);
    } finally {
      machine.lock.unlock();
    }
  }

  @Override
  public Socket dial(EngineContainer container, String host, int port, Duration timeout)
      throws IOException {
    DialAnswer answer = answer(container);
    if (answer == DialAnswer.Default.REFUSAL) {
      throw new ConnectException("Connection refused");
    }
    return responder.dial(answer, timeout);
  }

  private DialAnswer answer(EngineContainer container) {
    machine.lock.lock();
    try {
      Box box = machine.find(container.ref());
      if (machine.away || box == null || !box.isUp()) {
        return DialAnswer.Default.REFUSAL;
      }
      if (box.state == EngineState.PAUSED) {
        // The kernel takes the connection, the frozen process does not answer.
        return DialAnswer.Default.SILENCE;
      }
      if (box.answer != DialAnswer.Default.BY_PROCESS) {
        return box.answer;
      }
      return Bodies.isServer(box) ? new DialAnswer.Status(200) : DialAnswer.Default.REFUSAL;
    } finally {
      machine.lock.unlock();
    }
  }
}
