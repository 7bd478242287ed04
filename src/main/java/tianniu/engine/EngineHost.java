package tianniu.engine;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The machine that the engine runs on. An engine elsewhere cannot be looked into: then paths are
 * taken as they are, ports as free, and dialling goes by the container's address.
 */
public interface EngineHost {
  /** Whether the engine's files and processes are this machine's own. */
  boolean isLocal();

  /**
   * The path with every symbolic link resolved, as the engine will mount it.
   *
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.NoSuchVolume}
   */
  Path realPath(String path);

  /**
   * What is really mounted in a container, wherever symbolic links led when it started; empty when
   * that cannot be seen from here, or the container does not run in the process of its {@code pid}.
   */
  Optional<List<MountedPlace>> mounts(EngineContainer container);

  /** Whether nothing on the host holds the port. */
  boolean isPortFree(int port, PortMapping.Protocol protocol);

  /**
   * Opens a TCP connection as a process inside the container would.
   *
   * @throws NoWayException when it is not the container's fault that there is none
   */
  Socket dial(EngineContainer container, String host, int port, Duration timeout)
      throws IOException;
}
