package tianniu.engine.docker;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Opens connections to one address. */
final class Connector {
  private static final Duration BACKLOG_PAUSE = Duration.ofMillis(10);
  private static final int KEEP_ALIVE_SECONDS = 30;

  private final EngineAddress address;
  private final @Nullable SSLContext tls;

  /**
   * @throws IllegalArgumentException when the address's certificates cannot be used
   */
  Connector(EngineAddress address) {
    this.address = address;
    this.tls =
        switch (address) {
          case EngineAddress.Unix _ -> null;
          case EngineAddress.Tcp tcp ->
              tcp.certificates() == null ? null : PemTls.context(tcp.certificates());
        };
  }

  Connection connect(Duration limit) throws IOException {
    if (limit.isNegative() || limit.isZero()) {
      throw new SocketTimeoutException("no time left to connect");
    }
    return switch (address) {
      case EngineAddress.Unix unix -> connect(unix, limit);
      case EngineAddress.Tcp tcp -> connect(tcp, limit);
    };
  }

  private static Connection connect(EngineAddress.Unix unix, Duration limit) throws IOException {
    long start = System.nanoTime();
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        // A blocking connect would hold its carrier thread, with no end, when the backlog of an
        // engine that hangs is full; a non-blocking one fails then, at once, and is tried again.
        channel.configureBlocking(false);
        if (channel.connect(UnixDomainSocketAddress.of(unix.path()))) {
          channel.configureBlocking(true);
          return new Connection(
              channel,
              Channels.newInputStream(channel),
              Channels.newOutputStream(channel),
              channel::shutdownOutput);
        }
        channel.close();
      } catch (IOException | RuntimeException e) {
        closeAfter(e, channel);
        throw e;
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new SocketTimeoutException("the socket's backlog is full");
      }
      LockSupport.parkNanos(BACKLOG_PAUSE.toNanos());
    }
  }

  private Connection connect(EngineAddress.Tcp tcp, Duration limit) throws IOException {
    Socket socket = new Socket();
    try {
      int millis = Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
      socket.connect(new InetSocketAddress(tcp.host(), tcp.port()), millis);
      socket.setTcpNoDelay(true);
      // A stream may be silent for hours; a machine that vanished must be noticed all the same.
      socket.setKeepAlive(true);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS / 3);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
      return tls == null ? plain(socket) : secure(tls, socket, tcp, millis);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, socket);
      throw e;
    }
  }

  private static Connection plain(Socket socket) throws IOException {
    return new Connection(
        socket, socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput);
  }

  private static Connection secure(SSLContext tls, Socket socket, EngineAddress.Tcp tcp, int millis)
      throws IOException {
    SSLSocket secure =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, tcp.host(), tcp.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.setSoTimeout(millis);
    secure.startHandshake();
    secure.setSoTimeout(0);
    // Closed from below: closing an SSLSocket waits for a writer that may be the one to be woken.
    return new Connection(
        socket, secure.getInputStream(), secure.getOutputStream(), secure::shutdownOutput);
  }

  private static void closeAfter(Exception cause, Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
