package tianniu.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.Mishap;

/**
 * Keeps the connections of clients within bounds. One that sends its request a byte at a time is
 * ended, since to the server library it never is idle; and when there are too many, those go first
 * that have asked for nothing for the longest time, so that new clients get in.
 */
final class Connections implements Connection.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** From the first byte of a request to the end of its headers. */
  static final Duration HEADERS_LIMIT = Duration.ofSeconds(20);

  private static final Duration SWEEP = Duration.ofSeconds(5);

  /** One that has just come is about to ask. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final int MOST = 8192;

  private final Map<HttpConnection, Watched> watched = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final int most;
  private final Thread sweeper;

  Connections() {
    this(System::nanoTime, Math.min(MOST, openFiles() / 2));
  }

  /**
   * @param most connections at a time
   */
  Connections(LongSupplier nanoTime, int most) {
    this.nanoTime = nanoTime;
    this.most = most;
    this.sweeper = Thread.ofVirtual().name("connections").unstarted(this::sweepNowAndThen);
  }

  void start() {
    sweeper.start();
  }

  /** What was seen of a connection when it had last asked for something. */
  private record Watched(long requests, long bytes, long at) {}

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection http) {
      watched.put(http, new Watched(0, 0, nanoTime.getAsLong()));
      if (watched.size() > most) {
        makeRoom();
      }
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof HttpConnection http) {
      watched.remove(http);
    }
  }

  @Override
  public void close() {
    sweeper.interrupt();
  }

  private void sweepNowAndThen() {
    try {
      while (true) {
        Thread.sleep(SWEEP);
        Mishap.survive(LOG, "slow clients were not looked for", this::sweep);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void sweep() {
    long now = nanoTime.getAsLong();
    watched.forEach(
        (connection, before) -> {
          if (isInWork(connection) || connection.getMessagesIn() != before.requests()) {
            Watched seen = new Watched(connection.getMessagesIn(), connection.getBytesIn(), now);
            watched.replace(connection, seen);
          } else if (connection.getBytesIn() > before.bytes()
              && now - before.at() > HEADERS_LIMIT.toNanos()) {
            LOG.debug("a client took too long over its request");
            connection.getEndPoint().close();
          }
        });
  }

  private static boolean isInWork(HttpConnection connection) {
    return connection.getMessagesIn() > connection.getMessagesOut();
  }

  /** Ends some at once, or each new client would have all looked through. */
  private synchronized void makeRoom() {
    if (watched.size() <= most) {
      return;
    }
    sweep();
    long now = nanoTime.getAsLong();
    List<Map.Entry<HttpConnection, Watched>> quiet = new ArrayList<>();
    watched
        .entrySet()
        .forEach(
            each -> {
              if (!isInWork(each.getKey()) && now - each.getValue().at() > FRESH.toNanos()) {
                quiet.add(each);
              }
            });
    quiet.sort(Comparator.comparingLong(each -> each.getValue().at()));
    quiet.stream().limit(most / 16 + 1).forEach(each -> each.getKey().getEndPoint().close());
    LOG.warn("{} connections are too many: the quietest were ended", watched.size());
  }

  /** How many files the process may have open; a connection is one. */
  private static int openFiles() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
      return lines
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.split("\\s+", -1)[3])
          .filter(word -> word.matches("\\d{1,9}"))
          .map(Integer::parseInt)
          .findFirst()
          .orElse(2 * MOST);
    } catch (IOException _) {
      return 2 * MOST;
    }
  }
}
