package tianniu.engine.docker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.MountedPlace;
import tianniu.engine.NetworkPoint;
import tianniu.engine.PortMapping;

/** The machine of an engine elsewhere, into which nothing can be seen. */
final class RemoteHost implements EngineHost {
  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public Path realPath(String path) {
    return Path.of(path).normalize();
  }

  @Override
  public Optional<List<MountedPlace>> mounts(EngineContainer container) {
    return Optional.empty();
  }

  @Override
  public boolean isPortFree(int port, PortMapping.Protocol protocol) {
    return true;
  }

  @Override
  public Socket dial(EngineContainer container, String host, int port, Duration timeout)
      throws IOException {
    String target = isOwn(host) ? address(container) : host;
    Socket socket = new Socket();
    try {
      int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
      socket.connect(new InetSocketAddress(target, port), millis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Whether a name means the container itself when it is said inside. */
  private static boolean isOwn(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.startsWith("127.") || name.equals("::1");
  }

  private static String address(EngineContainer container) throws IOException {
    NetworkPoint network = container.network();
    String address = network == null ? null : network.ipAddress();
    if (address == null) {
      throw new ConnectException("the container has no address");
    }
    return address;
  }
}
