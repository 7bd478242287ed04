package tianniu.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The engine itself, asked behind the server's back: what it says is the truth. */
final class PlainDocker {
  /** The label by which the server knows its containers. */
  static final String ID_LABEL = "tianniu.id";

  private final Path socket;

  /**
   * @param host in the form of {@code DOCKER_HOST}
   */
  PlainDocker(String host) {
    this.socket = Path.of(host.replaceFirst("^unix://", ""));
  }

  /** A container as a listing has it. */
  record Listed(String engineId, String name, String state, String ourId) {}

  List<Listed> containers() throws IOException {
    List<Listed> all = new ArrayList<>();
    for (JsonNode one : Client.JSON.readTree(ask("GET", "/containers/json?all=1"))) {
      all.add(
          new Listed(
              one.path("Id").asString(""),
              one.path("Names").path(0).asString("").replaceFirst("^/", ""),
              one.path("State").asString(""),
              one.path("Labels").path(ID_LABEL).asString("")));
    }
    return all;
  }

  JsonNode get(String path) throws IOException {
    return Client.JSON.readTree(ask("GET", path));
  }

  void remove(String engineId) throws IOException {
    ask("DELETE", "/containers/" + engineId + "?force=1&v=1");
  }

  /** A connection on which the events come, from this time on; its head has been read. */
  Opened events(String since) throws IOException {
    String filters = URLEncoder.encode("{\"type\":[\"container\"]}", UTF_8);
    return opened("GET", "/events?since=" + since + "&filters=" + filters);
  }

  /** A connection whose answer is being read. */
  record Opened(SocketChannel channel, Inlet in, Head head) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private Opened opened(String method, String path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String asked = method + " " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n";
      Outlet.all(channel, ByteBuffer.wrap(asked.getBytes(ISO_8859_1)));
      Inlet in = new Inlet(channel);
      byte[] head = in.head();
      if (head == null) {
        throw new IOException("the engine has closed the connection");
      }
      return new Opened(channel, in, Head.of(head));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private String ask(String method, String path) throws IOException {
    try (Opened opened = opened(method, path)) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      if (opened.head().isChunked()) {
        for (byte[] chunk = chunk(opened.in()); chunk.length > 0; chunk = chunk(opened.in())) {
          body.writeBytes(chunk);
        }
      } else {
        body.writeBytes(opened.in().exactly((int) Math.max(0, opened.head().length())));
      }
      int status = opened.head().status();
      if (status >= 300 && status != 404) {
        throw new IOException(method + " " + path + ": " + status + " " + body.toString(UTF_8));
      }
      return body.toString(UTF_8);
    }
  }

  /** The next piece of a chunked body; empty at its end. */
  static byte[] chunk(Inlet in) throws IOException {
    String size = new String(in.line(), ISO_8859_1).strip();
    if (size.isEmpty()) {
      throw new IOException("the stream has ended");
    }
    byte[] data = in.exactly(Integer.parseInt(size, 16));
    in.line();
    return data;
  }
}
