package tianniu.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import tianniu.http.Turnstile.Kind;

/**
 * The HTTP server: one connector. A request is answered on a virtual thread of its own, or at once
 * by the thread that has read it when the answer comes from memory.
 */
public final class HttpServer implements AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** How long what goes on may take to come to its end by itself, and then when it must. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** How long clients with a connection have to learn of the end from an answer. */
  private static final Duration LAST_ORDERS = Duration.ofMillis(250);

  /** What is still going on then, such as to clients that do not read, is cut. */
  private static final Duration CUT = Duration.ofSeconds(1);

  private static final Set<Kind> ANSWERS =
      EnumSet.of(Kind.STRANGER, Kind.CALL, Kind.WAIT, Kind.COMMAND);
  private static final int MAX_HEADER_BYTES = 16 << 10;

  static {
    // Asked for by a queue of the library's, which else computes it from what the JVM says of
    // itself over JMX, and so starts that too: a fifth of a start, for a figure.
    if (System.getProperty("org.eclipse.jetty.util.referencesPerCacheLine") == null) {
      System.setProperty("org.eclipse.jetty.util.referencesPerCacheLine", "16");
    }
  }

  private final Server server;
  private final ServerConnector connector;

  private final @Nullable ServerTls tls;
  private final Connections connections;
  private final Turnstile turnstile;
  private final Closing closing;

  private HttpServer(
      Server server,
      ServerConnector connector,
      @Nullable ServerTls tls,
      Connections connections,
      Turnstile turnstile,
      Closing closing) {
    this.server = server;
    this.connector = connector;
    this.tls = tls;
    this.connections = connections;
    this.turnstile = turnstile;
    this.closing = closing;
  }

  /** Starts to listen in plain HTTP, with nobody before it. */
  public static HttpServer start(
      InetSocketAddress address, Routes routes, Door door, Witness witness) throws IOException {
    return start(address, Exposure.PLAIN, routes, door, witness);
  }

  /**
   * Starts to listen.
   *
   * @param address port 0 takes a free one
   */
  public static HttpServer start(
      InetSocketAddress address, Exposure exposure, Routes routes, Door door, Witness witness)
      throws IOException {
    HttpServer server = prepare(exposure, routes, door, witness, Staleness.NEVER, new Closing());
    try {
      server.listen(address);
    } catch (IOException | RuntimeException e) {
      stopQuietly(server.server, e);
      throw e;
    }
    return server;
  }

  /** All that a server is but an address, so that it can be made while something is waited for. */
  public static HttpServer prepare(
      Exposure exposure,
      Routes routes,
      Door door,
      Witness witness,
      Staleness staleness,
      Closing closing)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(32, 4);
    threads.setName("http");
    Executor requests =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    threads.setVirtualThreadsExecutor(requests);
    Server server = new Server(threads);
    AnswerHeaders headers =
        new AnswerHeaders(exposure.tls() != null, new Cors(exposure.corsOrigins()));
    server.setErrorHandler(new ServerErrors(headers));
    server.setStopTimeout(CUT.toMillis());

    ServerConnector connector = new ServerConnector(server, 1, 1, protocols(exposure.tls()));
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setAcceptQueueSize(1024);
    connector.setShutdownIdleTimeout(100);
    Connections connections = new Connections();
    connector.addBean(connections);

    Turnstile turnstile = new Turnstile();
    ServerWebSocketContainer.ensure(server).setIdleTimeout(Duration.ZERO);
    server.setHandler(
        new GracefulHandler(
            new FrontDoor(
                exposure, headers, routes, door, witness, staleness, turnstile, closing,
                requests)));
    try {
      server.start();
    } catch (Exception e) {
      stopQuietly(server, e);
      throw e instanceof IOException io ? io : new IOException(e);
    }
    return new HttpServer(server, connector, exposure.tls(), connections, turnstile, closing);
  }

  /**
   * Begins to take connections; to be called once.
   *
   * @param address port 0 takes a free one
   */
  public void listen(InetSocketAddress address) throws IOException {
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    // By itself first: its fault says what is wrong with the address.
    connector.open();
    server.addConnector(connector);
    try {
      connector.start();
    } catch (Exception e) {
      throw e instanceof IOException io ? io : new IOException(e);
    }
    connections.start();
    if (tls != null) {
      tls.watch();
    }
  }

  /** What is spoken on a connection, the outermost first. */
  private static ConnectionFactory[] protocols(@Nullable ServerTls tls) {
    HttpConfiguration settings = new HttpConfiguration();
    settings.setSendServerVersion(false);
    settings.setRequestHeaderSize(MAX_HEADER_BYTES);
    // Whatever two programs in a row might read differently is refused.
    settings.setHttpCompliance(HttpCompliance.STRICT);
    settings.setUriCompliance(UriCompliance.DEFAULT);
    HttpConnectionFactory http = new HttpConnectionFactory(settings);
    if (tls == null) {
      return new ConnectionFactory[] {http};
    }
    SslConnectionFactory secure = new SslConnectionFactory(tls.factory(), http.getProtocol());
    // It would refuse who reaches us by another name than the certificate's, such as an address:
    // whether that is right is for clients to judge.
    secure.setEnsureSecureRequestCustomizer(false);
    return new ConnectionFactory[] {secure, http};
  }

  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Begins nothing new and brings what goes on to an end, within a few seconds: streams and
   * terminals are told, whoever waits for the end of something gets the answer at hand.
   */
  @Override
  public void close() {
    closing.begin();
    connections.close();
    if (connector.isRunning() && !connector.getConnectedEndPoints().isEmpty()) {
      drain();
    }
    if (tls != null) {
      tls.close();
    }
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server did not stop", e);
    }
  }

  private void drain() {
    ServerWebSocketContainer terminals = ServerWebSocketContainer.get(server.getContext());
    if (terminals != null) {
      terminals
          .getOpenSessions()
          .forEach(
              session -> session.close(StatusCode.SHUTDOWN, "the server stops", Callback.NOOP));
    }
    LockSupport.parkNanos(LAST_ORDERS.toNanos());
    turnstile.awaitEmpty(EnumSet.allOf(Kind.class), DRAIN);
    turnstile.interrupt(ANSWERS);
    turnstile.awaitEmpty(ANSWERS, DRAIN);
  }

  private static void stopQuietly(Server server, Exception cause) {
    try {
      server.stop();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }
}
