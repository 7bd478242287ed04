package tianniu.engine.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tiny HTTP server on loopback that plays the servers in all pretended containers. */
final class Responder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Responder.class);

  /** What each connection gets, by the port that it comes from. */
  private final Map<Integer, DialAnswer> answers = new ConcurrentHashMap<>();

  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ServerSocket server;
  private boolean closed;

  /** Connects; one answer comes, and the connection ends. */
  Socket dial(DialAnswer answer, Duration timeout) throws IOException {
    Socket socket = new Socket();
    try {
      // Bound first: the answer has to be known when the connection is taken.
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      answers.put(socket.getLocalPort(), answer);
      socket.connect(listening(), (int) Math.max(1, timeout.toMillis()));
      return socket;
    } catch (IOException e) {
      answers.remove(socket.getLocalPort());
      socket.close();
      throw e;
    }
  }

  private InetSocketAddress listening() throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the engine is closed");
      }
      if (server == null) {
        ServerSocket opened = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server = opened;
        Thread.ofVirtual().name("responder").start(() -> accept(opened));
      }
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    } finally {
      lock.unlock();
    }
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().name("responder-connection").start(() -> answer(socket));
      } catch (IOException e) {
        log.debug("the responder ends", e);
      }
    }
  }

  private void answer(Socket socket) {
    open.add(socket);
    try (socket) {
      DialAnswer answer = answers.remove(socket.getPort());
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = reader.readLine();
      while (line != null && !line.isEmpty()) {
        line = reader.readLine();
      }
      if (line != null && answer instanceof DialAnswer.Status(int code)) {
        String body = "pretended\n";
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 "
                        + code
                        + " Pretended\r\nContent-Type: text/plain\r\nContent-Length: "
                        + body.length()
                        + "\r\nConnection: close\r\n\r\n"
                        + body)
                    .getBytes(StandardCharsets.ISO_8859_1));
      } else {
        // Silence, until the other side has had enough.
        while (reader.read() >= 0) {
          log.trace("unanswered");
        }
      }
    } catch (IOException e) {
      log.debug("a dialled connection broke", e);
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (server != null) {
        server.close();
      }
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }
}
