package tianniu.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.MountedPlace;
import tianniu.engine.PortMapping;

/** Every container's network is this machine's loopback. */
class LoopbackHost implements EngineHost {
  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public Path realPath(String path) {
    return Path.of(path);
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
    if (!host.equals("localhost")) {
      throw new ConnectException("no such host");
    }
    // From a channel, as the real host makes them.
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return channel.socket();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
