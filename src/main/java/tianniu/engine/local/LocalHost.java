package tianniu.engine.local;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.MountedPlace;
import tianniu.engine.NetworkPoint;
import tianniu.engine.NoWayException;
import tianniu.engine.PortMapping;
import tianniu.fault.Fault;

/**
 * This machine, as the one that the engine runs on. Dialling enters the container's network where
 * this process may (root); elsewhere {@code localhost} is the container's address, which reaches
 * what does not listen on loopback only.
 */
public final class LocalHost implements EngineHost {
  private final ProcFiles proc;
  private final HostPorts ports;
  private final DialTargets targets;

  public LocalHost() {
    this(Path.of("/proc"), InetAddress::getAllByName);
  }

  LocalHost(Path proc, DialTargets.Resolver resolver) {
    this.proc = new ProcFiles(proc);
    this.ports = new HostPorts(proc);
    this.targets = new DialTargets(resolver);
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public Path realPath(String path) {
    try {
      return Path.of(path).toRealPath();
    } catch (IOException | InvalidPathException e) {
      throw new Fault.NoSuchVolume(path).asException();
    }
  }

  @Override
  public Optional<List<MountedPlace>> mounts(EngineContainer container) {
    if (container.pid() <= 0) {
      return Optional.empty();
    }
    try {
      String inside = proc.read(container.pid(), "mountinfo");
      String here = proc.read("self/mountinfo");
      // Pids are used again: what was read is the container's if the process still is.
      return proc.isOf(container.pid(), container.ref().value())
          ? Optional.of(MountTable.parse(here).locate(MountTable.parse(inside)))
          : Optional.empty();
    } catch (IOException e) {
      // It has ended, or belongs to root while this process does not.
      return Optional.empty();
    }
  }

  @Override
  public boolean isPortFree(int port, PortMapping.Protocol protocol) {
    return ports.isFree(port, protocol);
  }

  @Override
  public Socket dial(EngineContainer container, String host, int port, Duration timeout)
      throws IOException {
    if (container.pid() <= 0) {
      throw new ConnectException("the container does not run");
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    List<InetAddress> addresses = targets.of(container, host, timeout);
    @Nullable IOException first = null;
    for (InetAddress address : addresses) {
      try {
        return connected(container, new InetSocketAddress(address, port), deadline);
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    throw first == null ? new ConnectException("no address for " + host) : first;
  }

  private Socket connected(EngineContainer container, InetSocketAddress target, long deadline)
      throws IOException {
    Way way = wayTo(container, target);
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    try {
      if (millis <= 0) {
        throw new SocketTimeoutException("no connection in time");
      }
      Socket socket = way.channel.socket();
      socket.connect(way.target, (int) Math.min(millis, Integer.MAX_VALUE));
      return socket;
    } catch (IOException | RuntimeException e) {
      way.channel.close();
      throw e;
    }
  }

  private Way wayTo(EngineContainer container, InetSocketAddress target) throws IOException {
    try {
      SocketChannel channel =
          NamespaceSockets.open(
              proc.networkNamespace(container.pid()).toString(),
              () -> checkRuns(container),
              family(target.getAddress()));
      return new Way(channel, target);
    } catch (AccessDeniedException e) {
      InetSocketAddress seen = fromOutside(container.network(), target);
      return new Way(NamespaceSockets.openHere(family(seen.getAddress())), seen);
    } catch (NoSuchFileException e) {
      throw noLonger(e);
    } catch (ConnectException | NoWayException e) {
      throw e;
    } catch (IOException e) {
      throw new NoWayException("the container's network could not be entered: " + e, e);
    }
  }

  private static ConnectException noLonger(@Nullable IOException cause) {
    ConnectException gone = new ConnectException("the container does not run any more");
    gone.initCause(cause);
    return gone;
  }

  /** Pids are used again: asked after the namespace is held, so that it is the container's. */
  private void checkRuns(EngineContainer container) throws IOException {
    if (!proc.isOf(container.pid(), container.ref().value())) {
      throw noLonger(null);
    }
  }

  private static InetSocketAddress fromOutside(
      @Nullable NetworkPoint network, InetSocketAddress target) throws IOException {
    if (!target.getAddress().isLoopbackAddress() || ProcFiles.isHostNetwork(network)) {
      return target;
    }
    InetAddress own = DialTargets.ownAddress(network);
    if (own == null) {
      throw new NoWayException("the container's network cannot be entered without root");
    }
    return new InetSocketAddress(own, target.getPort());
  }

  private static ProtocolFamily family(InetAddress address) {
    return address instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /** An unconnected socket, and the address by which it gets to where the caller wants. */
  private record Way(SocketChannel channel, InetSocketAddress target) {}
}
