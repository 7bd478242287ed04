package tianniu.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A real server on loopback that does as it is told with each connection. */
final class ScriptedServer implements AutoCloseable {
  /** What to do with one connection, after its request was read. */
  interface Behaviour {
    void answer(Socket socket) throws IOException;
  }

  private static final int TLS_HANDSHAKE = 0x16;

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final Thread thread;
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  ScriptedServer(Behaviour behaviour) throws IOException {
    this(new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1")), behaviour);
  }

  ScriptedServer(ServerSocket server, Behaviour behaviour) {
    this.server = server;
    this.behaviour = behaviour;
    this.thread = Thread.ofVirtual().name("scripted-server").start(this::serve);
  }

  static ScriptedServer answering(String answer) throws IOException {
    return new ScriptedServer(
        socket ->
            socket
                .getOutputStream()
                .write(answer.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII)));
  }

  int port() {
    return server.getLocalPort();
  }

  String endpoint(String pathAndQuery) {
    return "http://localhost:" + port() + pathAndQuery;
  }

  String nextRequest() throws InterruptedException {
    return requests.take();
  }

  /** Waits until the other side has gone. */
  static void stall(Socket socket) throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        requests.add(request(socket));
        behaviour.answer(socket);
      } catch (IOException e) {
        // The prober left, or the server was closed: both are what the tests do.
      }
    }
  }

  private static String request(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || next == TLS_HANDSHAKE) {
        // Real servers, too, see by the first byte that this is not for them.
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
