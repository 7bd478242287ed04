package tianniu.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One HTTP request over a connection of its own, byte by byte: no client library lets a test send
 * what the examples ask for, nor read an answer that does not end.
 */
public final class HttpWire implements AutoCloseable {
  /** Long enough for a machine that has much else to do; a server that hangs must not hang us. */
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private HttpWire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** The beginning of an answer; header names are in lower case. */
  public record Head(int status, Map<String, String> headers) {}

  public static HttpWire to(int port) throws IOException {
    return new HttpWire(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** From another address of this machine. */
  static HttpWire from(InetAddress source, int port) throws IOException {
    return new HttpWire(new Socket(InetAddress.getLoopbackAddress(), port, source, 0));
  }

  /** Sends a request and reads the head of its answer; the body waits to be read. */
  public Head send(String method, String target, Map<String, String> headers, byte[] body)
      throws IOException {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Host", "127.0.0.1:" + socket.getPort());
    all.put("Connection", "close");
    if (body.length > 0) {
      all.put("Content-Length", Integer.toString(body.length));
      all.put("Content-Type", "application/json");
    }
    all.putAll(headers);
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
    return head();
  }

  private Head head() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Head(status, headers);
  }

  /**
   * Reads a body.
   *
   * @param most where to stop in an answer that goes on; what is in a chunk comes whole
   */
  public byte[] body(Head head, int most) throws IOException {
    String length = head.headers().get("content-length");
    if (length != null) {
      return exactly(Integer.parseInt(length));
    }
    if (!"chunked".equals(head.headers().get("transfer-encoding"))) {
      // It ends with the connection.
      return in.readNBytes(most);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < most) {
      int size = Integer.parseInt(line(), 16);
      body.writeBytes(exactly(size));
      line();
      if (size == 0) {
        break;
      }
    }
    return body.toByteArray();
  }

  /** Reads an answer that goes on, until there is enough of it; looks at the end of each line. */
  public byte[] bodyUntil(Head head, Predicate<String> enough) throws IOException {
    if (head.headers().containsKey("content-length")) {
      return body(head, Integer.MAX_VALUE);
    }
    boolean isChunked = "chunked".equals(head.headers().get("transfer-encoding"));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    do {
      byte[] more = exactly(isChunked ? Integer.parseInt(line(), 16) : 1);
      body.writeBytes(more);
      if (isChunked) {
        line();
      }
    } while (!body.toString(StandardCharsets.UTF_8).endsWith("\n")
        || !enough.test(body.toString(StandardCharsets.UTF_8)));
    return body.toByteArray();
  }

  byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the answer broke off");
    }
    return bytes;
  }

  /** Sends bytes as they are: for what is spoken after an upgrade. */
  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next != '\n') {
      if (next < 0) {
        throw new EOFException("the answer broke off");
      }
      line.write(next);
      next = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
