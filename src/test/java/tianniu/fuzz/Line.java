package tianniu.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends one request on a connection of its own, and reads what comes of it within a bound. */
final class Line {
  /** No answer may take so long. */
  static final Duration BOUND = Duration.ofSeconds(30);

  /** What a stream sends at once; what comes later is not waited for. */
  private static final int STREAM_QUIET_MILLIS = 60;

  private static final int STREAM_BYTES = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private int status;
  private final Map<String, String> headers = new TreeMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  private Line(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Shoots.
   *
   * @throws SocketTimeoutException when the server neither answers nor closes
   */
  static Got send(Shot shot, int port) throws IOException {
    long begun = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, shot.source(), 0)) {
      socket.setSoTimeout((int) BOUND.toMillis());
      Line line = new Line(socket);
      boolean whole = line.talk(shot);
      long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
      return new Got(line.status, line.headers, line.body.toByteArray(), whole, millis);
    }
  }

  private boolean talk(Shot shot) throws IOException {
    try {
      socket.getOutputStream().write(shot.bytes());
      if (!shot.answered()) {
        // So that a server that waits for more of it learns that there is none.
        socket.shutdownOutput();
      }
    } catch (SocketException _) {
      // It has answered and closed before it had read all.
      status = 0;
    }
    try {
      do {
        readHead();
      } while (status >= 100 && status < 200 && status != 101);
      return status == 101 || shot.head() || status == 304 || readBody();
    } catch (EOFException | SocketException _) {
      return false;
    }
  }

  private void readHead() throws IOException {
    String[] first = line().split(" ", 3);
    headers.clear();
    status = first.length > 1 && first[1].matches("[0-9]{3}") ? Integer.parseInt(first[1]) : 999;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = Math.max(0, line.indexOf(':'));
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
  }

  private boolean readBody() throws IOException {
    String length = headers.get("content-length");
    if (length != null) {
      body.writeBytes(exactly(Integer.parseInt(length)));
      return true;
    }
    String type = headers.getOrDefault("content-type", "");
    boolean stream =
        type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
    if (stream) {
      socket.setSoTimeout(STREAM_QUIET_MILLIS);
    }
    try {
      return "chunked".equals(headers.get("transfer-encoding")) ? readChunks(stream) : readRest();
    } catch (SocketTimeoutException e) {
      if (stream) {
        return false;
      }
      throw e;
    }
  }

  private boolean readChunks(boolean stream) throws IOException {
    while (!stream || body.size() < STREAM_BYTES) {
      int size = Integer.parseInt(line().replaceAll(";.*", ""), 16);
      body.writeBytes(exactly(size));
      line();
      if (size == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean readRest() throws IOException {
    byte[] buffer = new byte[8192];
    int read = in.read(buffer);
    while (read >= 0 && body.size() < STREAM_BYTES) {
      body.write(buffer, 0, read);
      read = in.read(buffer);
    }
    return read < 0;
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
