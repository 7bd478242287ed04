package tianniu.synthetic;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A Docker engine of API 1.41 with as many containers as one likes, which do not exist. It can be
 * made to storm, to answer slowly, and to break its connections. All runs and usage are the same
 * for the same seed, but for the times.
 */
public final class SyntheticEngine implements AutoCloseable {
  private final ServerSocketChannel server;
  private final String address;
  private final Fleet fleet;
  private final Tally tally = new Tally();
  private final Answers answers;
  private final long seed;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private final Map<Pattern, Duration> delays = new ConcurrentHashMap<>();
  private volatile boolean refusing;

  private SyntheticEngine(
      ServerSocketChannel server, String address, int containers, long seed, Duration tick) {
    InstantSource clock = InstantSource.system();
    this.server = server;
    this.address = address;
    this.seed = seed;
    this.fleet = new Fleet(containers, seed, clock);
    this.answers = new Answers(fleet, clock, tally, tick);
    Thread.ofVirtual().name("synthetic-accept").start(this::accept);
  }

  /**
   * An engine on a port of the loopback, with so many running containers.
   *
   * @param port 0 takes a free one
   * @param tick between two samples of usage, and two lines of a log
   */
  public static SyntheticEngine onTcp(int port, int containers, long seed, Duration tick)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    int bound = ((InetSocketAddress) server.getLocalAddress()).getPort();
    return new SyntheticEngine(server, "tcp://127.0.0.1:" + bound, containers, seed, tick);
  }

  /** The same on a Unix-domain socket, which must not exist yet. */
  public static SyntheticEngine onUnix(Path socket, int containers, long seed, Duration tick)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket), 1024);
    return new SyntheticEngine(server, "unix://" + socket, containers, seed, tick);
  }

  /** As {@code DOCKER_HOST} has it. */
  public String address() {
    return address;
  }

  /** So many changes of the first {@code over} containers, as fast as they can be made. */
  public void change(int changes, int over) {
    new Storm(fleet, over, seed).changes(changes);
  }

  /** A storm over the first {@code over} containers; returns when it is over. */
  public void storm(int eventsPerSecond, int over, double seconds) {
    new Storm(fleet, over, seed).blow(eventsPerSecond, seconds);
  }

  /**
   * Answers later to every request whose path, without the version, matches; until told otherwise.
   *
   * @param by zero answers at once again
   */
  public void delay(String pathPattern, Duration by) {
    delays.keySet().removeIf(pattern -> pattern.pattern().equals(pathPattern));
    if (!by.isZero()) {
      delays.put(Pattern.compile(pathPattern), by);
    }
  }

  /** Breaks all connections, streams and all; who comes again is answered. */
  public void cut() {
    for (SocketChannel connection : connections) {
      closeQuietly(connection);
    }
  }

  /** As long as it is set, each connection is closed as it comes. */
  public void refuse(boolean on) {
    refusing = on;
    if (on) {
      cut();
    }
  }

  /**
   * How often the engine was asked: {@code ping}, {@code info}, {@code events}, {@code list},
   * {@code inspect}, {@code create}, {@code remove}, {@code stats-stream}, {@code stats-once},
   * {@code logs}, or the word of an action such as {@code start}.
   */
  public long asked(String kind) {
    return tally.all(kind);
  }

  /** How many of this kind are being answered now, such as open streams. */
  public int open(String kind) {
    return tally.open(kind);
  }

  /** How many events there have been. */
  public long events() {
    return fleet.events().sent();
  }

  /** Each container's status by its id, as the engine has it now. */
  public Map<String, String> statuses() {
    Map<String, String> statuses = new java.util.HashMap<>();
    fleet.all().forEach(box -> statuses.put(box.id(), box.run().status().word()));
    return statuses;
  }

  @Override
  public void close() {
    closeQuietly(server);
    cut();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        if (refusing) {
          connection.close();
        } else {
          connections.add(connection);
          Thread.ofVirtual().name("synthetic").start(() -> serve(connection));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      if (connection.getLocalAddress() instanceof InetSocketAddress) {
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      BufferedInputStream in = new BufferedInputStream(Channels.newInputStream(connection));
      Thread serving = Thread.currentThread();
      Line line = new Line(connection, () -> endWith(in, serving));
      Asked asked = Asked.read(in);
      while (asked != null) {
        await(asked.target());
        answers.answer(asked, line);
        asked = asked.close() || line.isStreamed() ? null : Asked.read(in);
      }
    } catch (IOException e) {
      // The client has gone, or the connection was cut.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  /** A stream that has nothing to say ends when its reader goes, and not at its next word. */
  private static void endWith(InputStream in, Thread serving) {
    Thread.ofVirtual()
        .name("synthetic-hangup")
        .start(
            () -> {
              try {
                while (in.read() >= 0) {
                  // Nothing is said on a stream.
                }
              } catch (IOException e) {
                // Gone, too.
              }
              serving.interrupt();
            });
  }

  private void await(String path) throws InterruptedException {
    for (Map.Entry<Pattern, Duration> delay : delays.entrySet()) {
      if (delay.getKey().matcher(path).matches()) {
        Thread.sleep(delay.getValue());
      }
    }
  }

  private static void closeQuietly(java.nio.channels.Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
