package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A Unix-domain socket that answers HTTP as it is told to. */
final class ScriptedEngine implements AutoCloseable {
  private final Path directory;
  private final ServerSocketChannel server;
  private final Script script;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<SocketChannel> connections = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger accepted = new AtomicInteger();

  /** Says what is answered; null closes the connection without a word, empty says nothing. */
  interface Script {
    @Nullable String answer(String request, int connection) throws IOException;
  }

  ScriptedEngine(Script script) throws IOException {
    this.script = script;
    directory = Files.createTempDirectory("engine");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual().start(this::accept);
  }

  static String ok(String headers, String body) {
    return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  static String ping(String version) {
    return ok("Api-Version: " + version + "\r\n", "OK");
  }

  static String refusal(int status, String message) {
    String body = "{\"message\":\"" + message + "\"}";
    return "HTTP/1.1 " + status + " No\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  EngineAddress address() {
    return new EngineAddress.Unix(socket());
  }

  /** The request lines so far. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  int connectionCount() {
    return accepted.get();
  }

  private Path socket() {
    return directory.resolve("s");
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        connections.add(connection);
        int number = accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(connection, number));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(SocketChannel connection, int number) {
    try (connection) {
      InputStream in = Channels.newInputStream(connection);
      OutputStream out = Channels.newOutputStream(connection);
      for (String line = request(in); line != null; line = request(in)) {
        asked.add(line);
        String answer = script.answer(line, number);
        if (answer == null) {
          return;
        }
        out.write(answer.getBytes(ISO_8859_1));
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static @Nullable String request(InputStream in) throws IOException {
    String first = Head.Lines.read(in, 10_000);
    int length = 0;
    for (String line = first; line != null && !line.isEmpty(); line = Head.Lines.read(in, 10_000)) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    in.readNBytes(length);
    return first == null ? null : first.replace(" HTTP/1.1", "");
  }

  /** Ends every connection, as an engine that is restarted does. */
  void dropConnections() throws IOException {
    for (SocketChannel connection : List.copyOf(connections)) {
      connection.close();
    }
    connections.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    dropConnections();
    Files.deleteIfExists(socket());
    Files.delete(directory);
  }
}
