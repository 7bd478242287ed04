package tianniu.engine.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.NetworkPoint;

/** Which addresses a host name stands for inside a container, in the order to be tried. */
final class DialTargets {
  /** Turns a name into addresses; may block for long. */
  interface Resolver {
    InetAddress[] resolve(String name) throws UnknownHostException;
  }

  private static final InetAddress LOOPBACK_4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");

  /** What Docker gives a container as its host name when nobody chose one. */
  private static final int SHORT_ID = 12;

  private final Resolver resolver;

  DialTargets(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Names other than the container's own are asked of this machine's resolver: the container's
   * would have to be read by its own means, which an image may lack.
   */
  List<InetAddress> of(EngineContainer container, String host, Duration timeout)
      throws IOException {
    String name = bare(host);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return List.of(LOOPBACK_4, LOOPBACK_6);
    }
    if (isOwnName(container, name)) {
      InetAddress own = ownAddress(container.network());
      return own == null ? List.of(LOOPBACK_4) : List.of(own, LOOPBACK_4);
    }
    InetAddress literal = literal(name);
    if (literal == null) {
      return List.of(resolved(name, timeout));
    }
    // Linux takes the wildcard address of a connection for loopback; Java would take it for ours.
    return literal.isAnyLocalAddress() ? List.of(LOOPBACK_4, LOOPBACK_6) : List.of(literal);
  }

  /** The container's own address as seen from this machine; null when it has none. */
  static @Nullable InetAddress ownAddress(@Nullable NetworkPoint network) {
    return network == null || network.ipAddress() == null ? null : literal(network.ipAddress());
  }

  private static String bare(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      return name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean isOwnName(EngineContainer container, String name) {
    String hostname = container.process().hostname();
    return (hostname != null && hostname.equalsIgnoreCase(name))
        || container.name().equalsIgnoreCase(name)
        || (name.length() == SHORT_ID && container.ref().value().startsWith(name));
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private InetAddress[] resolved(String name, Duration timeout) throws IOException {
    // The system's resolver heeds neither time limits nor interrupts: it is left behind when late.
    FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolver.resolve(name));
    Thread.ofVirtual().name("resolve-" + name).start(task);
    try {
      return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("no answer about the name " + name + " in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }
}
