package tianniu.engine.memory;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineState;
import tianniu.engine.EngineVolume;
import tianniu.engine.EngineVolume.Backing;
import tianniu.engine.MountedPlace;
import tianniu.engine.PortMapping;
import tianniu.engine.VolumeMount;
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
    return machine.links.containsKey(path) || machine.setup.pathExists().test(path);
  }

  /** Where a path leads at this moment; under the engine's lock. */
  static Path resolved(Machine machine, String path) {
    return Path.of(machine.links.getOrDefault(path, path)).normalize();
  }

  /** What a run gets that begins at this moment; under the engine's lock. */
  static List<MountedPlace> mountedNow(Machine machine, List<VolumeMount> volumes) {
    return volumes.stream()
        .map(
            volume -> {
              EngineVolume named = machine.volumes.get(volume.source());
              String source =
                  named != null && named.backing() instanceof Backing.Folder(var path)
                      ? path
                      : volume.source();
              return new MountedPlace(
                  volume.target(), Set.of(resolved(machine, source).toString()));
            })
        .toList();
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public Path realPath(String path) {
    machine.lock.lock();
    try {
      if (!exists(machine, path)) {
        throw new Fault.NoSuchVolume(path).asException();
      }
      return resolved(machine, path);
    } finally {
      machine.lock.unlock();
    }
  }

  @Override
  public Optional<List<MountedPlace>> mounts(EngineContainer container) {
    machine.lock.lock();
    try {
      Box box = machine.find(container.ref());
      return box == null || !box.isUp() || box.pid != container.pid()
          ? Optional.empty()
          : Optional.of(box.mounted);
    } finally {
      machine.lock.unlock();
    }
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
