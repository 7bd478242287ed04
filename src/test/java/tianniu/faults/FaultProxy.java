package tianniu.faults;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and an engine's Unix-domain socket, and does to their exchanges what its
 * rules say; without rules, nothing.
 */
public final class FaultProxy implements AutoCloseable {
  private final Path socket;
  private final Path engine;
  private final Rulebook rules;
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ServerSocketChannel server;

  /**
   * Listens from now on.
   *
   * @param socket its own, which must not be there yet
   * @param seed of all chance
   */
  public FaultProxy(Path socket, Path engine, long seed) throws IOException {
    this.socket = socket;
    this.engine = engine;
    this.rules = new Rulebook(seed);
    comeBack();
  }

  public Rulebook rules() {
    return rules;
  }

  /** In the form of {@code DOCKER_HOST}. */
  public String host() {
    return "unix://" + socket;
  }

  /** How many connections there are. */
  public int connections() {
    return relays.size();
  }

  /** Ends all connections that there are, as an engine's crash does. */
  public void breakConnections() {
    relays.forEach(Relay::close);
  }

  /** There is no socket any more, and no connection, until {@link #comeBack}. */
  public void goAway() throws IOException {
    ServerSocketChannel present = server;
    if (present != null) {
      present.close();
      Files.deleteIfExists(socket);
      server = null;
    }
    breakConnections();
  }

  public void comeBack() throws IOException {
    if (server == null) {
      ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      opened.bind(UnixDomainSocketAddress.of(socket), 1024);
      server = opened;
      Thread.ofVirtual().name("faults-accept").start(() -> accept(opened));
    }
  }

  private void accept(ServerSocketChannel from) {
    try {
      while (true) {
        SocketChannel client = from.accept();
        Relay relay = new Relay(client, engine, rules);
        relays.add(relay);
        Thread.ofVirtual()
            .name("faults-answers")
            .start(
                () -> {
                  relay.run();
                  relays.remove(relay);
                });
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  @Override
  public void close() throws IOException {
    goAway();
  }
}
