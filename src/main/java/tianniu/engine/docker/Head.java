package tianniu.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Status and headers of an HTTP/1.1 answer.
 *
 * @param headers by lower-case name; of a repeated one the last
 */
record Head(int status, Map<String, String> headers) {
  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_HEADERS = 200;

  /**
   * @throws EOFException when the connection ended before the first byte of it
   */
  static Head read(InputStream in) throws IOException {
    String first = Lines.read(in, MAX_LINE);
    if (first == null) {
      throw new EOFException("the engine closed the connection");
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = Lines.read(in, MAX_LINE);
        line != null && !line.isEmpty();
        line = Lines.read(in, MAX_LINE)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() == MAX_HEADERS) {
        throw new ProtocolException("not a header of HTTP: " + line);
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Head(status(first), Map.copyOf(headers));
  }

  private static int status(String line) throws ProtocolException {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new ProtocolException("not an answer of HTTP/1.1");
    }
    try {
      return Integer.parseInt(line.substring(9, 12));
    } catch (NumberFormatException e) {
      throw new ProtocolException("not an answer of HTTP/1.1");
    }
  }

  @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  boolean isUpgraded() {
    return status == 101;
  }

  /** Whether the connection can carry another call once the body has been read. */
  boolean keepsConnection() {
    return !"close".equalsIgnoreCase(header("connection")) && (isEmpty() || hasEnd());
  }

  private boolean isEmpty() {
    return status == 204 || status == 304;
  }

  private boolean hasEnd() {
    return isChunked() || header("content-length") != null;
  }

  private boolean isChunked() {
    return "chunked".equalsIgnoreCase(header("transfer-encoding"));
  }

  /** The body that follows this head: of a length, in chunks, or up to the connection's end. */
  InputStream body(Inlet connection) throws IOException {
    if (isEmpty()) {
      return InputStream.nullInputStream();
    }
    if (isChunked()) {
      return new ChunkedInput(connection);
    }
    String length = header("content-length");
    if (length == null) {
      return connection;
    }
    try {
      return new FixedInput(connection, Long.parseLong(length));
    } catch (NumberFormatException e) {
      throw new ProtocolException("not a length: " + length);
    }
  }

  /** Bytes up to CR LF or LF, as Latin-1. */
  static final class Lines {
    private Lines() {}

    static @Nullable String read(InputStream in, int max) throws IOException {
      byte[] line = new byte[128];
      int length = 0;
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          if (length == 0) {
            return null;
          }
          throw new EOFException("the engine closed the connection within a line");
        }
        if (length == max) {
          throw new ProtocolException("a line of more than " + max + " bytes");
        }
        if (length == line.length) {
          line = java.util.Arrays.copyOf(line, Math.min(max, length * 2));
        }
        line[length++] = (byte) b;
      }
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
      return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
  }
}
