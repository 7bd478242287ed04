package tianniu.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A client that sends what it is told, well-formed or not. */
final class RawClient implements AutoCloseable {
  /** Far longer than anything takes: a test that hangs fails in the end. */
  private static final int HANGS_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(HANGS_MILLIS);
    in = socket.getInputStream();
  }

  /** Lower-case header names; {@code whole} is false when the connection was cut. */
  record Answer(int status, Map<String, String> headers, String body, boolean whole) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    JsonNode error() {
      JsonNode error = Json.parse(body).get("error");
      assert error != null;
      return error;
    }

    String code() {
      return error().get("code").stringValue();
    }
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends a request with a Host and more lines. */
  RawClient ask(String requestLine, String... headers) throws IOException {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return send(requestLine + " HTTP/1.1\r\nHost: here\r\n" + more + "\r\n");
  }

  Answer read() throws IOException {
    return read(true);
  }

  /** The answer to HEAD, or a 100, which have no body whatever their headers say. */
  Answer readHead() throws IOException {
    return read(false);
  }

  private Answer read(boolean body) throws IOException {
    String statusLine = line();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      List<String> parts = List.of(line.split(": ?", 2));
      headers.put(parts.getFirst().toLowerCase(Locale.ROOT), parts.getLast());
    }
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    boolean whole = true;
    if (body && headers.containsKey("content-length")) {
      content.writeBytes(in.readNBytes(Integer.parseInt(headers.get("content-length"))));
    } else if (body && headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      whole = readChunks(content);
    } else if (body && status >= 200) {
      content.writeBytes(in.readAllBytes());
    }
    return new Answer(
        status, new TreeMap<>(headers), content.toString(StandardCharsets.UTF_8), whole);
  }

  private boolean readChunks(ByteArrayOutputStream content) throws IOException {
    try {
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        content.writeBytes(in.readNBytes(size));
        line();
      }
      line();
      return true;
    } catch (IOException | NumberFormatException _) {
      return false;
    }
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  /** One line of a body that ends with the connection. */
  String streamedLine() throws IOException {
    return line();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (next != '\r') {
        line.write(next);
      }
      next = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether the server has closed the connection. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** Leaves in the middle of whatever goes on. */
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
