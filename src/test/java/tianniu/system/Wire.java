package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** HTTP by hand over one socket, for requests that no client library would send. */
final class Wire {
  private static final int SILENCE_LIMIT_MS =
      Math.toIntExact(Patience.of(Duration.ofMinutes(1)).toMillis());

  private final Product product;

  Wire(Product product) {
    this.product = product;
  }

  /** A request line with the key and nothing else; the connection is not kept. */
  Answer request(String requestLine, String... headers) {
    StringBuilder head = new StringBuilder(requestLine).append("\r\nHost: localhost\r\n");
    head.append("Authorization: Bearer ").append(product.adminKey()).append("\r\n");
    head.append("Connection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return exchange(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends bytes as they are and reads the one answer. */
  Answer exchange(byte[] bytes) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), product.port())) {
      socket.setSoTimeout(SILENCE_LIMIT_MS);
      Thread.ofVirtual().start(() -> write(socket, bytes));
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException _) {
      // The server may answer and close before it has read everything: the answer is what counts.
    }
  }

  private static Answer read(InputStream in) throws IOException {
    List<String> head = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.add(line);
    }
    assertThat(head).as("an answer at all").isNotEmpty();
    assertThat(head.getFirst()).matches("HTTP/1\\.1 \\d{3}.*");
    int status = Integer.parseInt(head.getFirst().substring(9, 12));
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(line.substring(0, colon), ignored -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new Answer(status, headers, new String(body(in, headers), StandardCharsets.UTF_8));
  }

  private static byte[] body(InputStream in, Map<String, List<String>> headers) throws IOException {
    List<String> length = headers.get("Content-Length");
    if (length != null) {
      return in.readNBytes(Integer.parseInt(length.getFirst()));
    }
    if (!headers.containsKey("Transfer-Encoding")) {
      return in.readAllBytes();
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      whole.write(in.readNBytes(size));
      line(in);
      if (size == 0) {
        return whole.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next != '\n' && next != -1; next = in.read()) {
        line.write(next);
      }
    } catch (SocketException e) {
      throw new AssertionError("The connection broke in place of an answer: " + e.getMessage(), e);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
