package tianniu.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/**
 * A body in HTTP/1.1's chunks. Reads no byte past its end, so that the connection can go on. Docker
 * sends every log line as a chunk of its own, so one read takes all chunks that are there.
 */
final class ChunkedInput extends InputStream {
  private static final int MAX_LINE = 4096;

  private final Inlet in;
  private long left;
  private boolean first = true;
  private boolean ended;

  ChunkedInput(Inlet in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = 0;
    do {
      int read = in.read(bytes, offset + count, (int) Math.min(length - count, left));
      if (read < 0) {
        throw new EOFException("the engine closed the connection within a body");
      }
      left -= read;
      count += read;
    } while (count < length && in.buffered() > 0 && (left > 0 || hasNextChunk()));
    return count;
  }

  /**
   * Goes on to the next chunk if its head is buffered and simple; false for the last, too, and for
   * whatever else {@link #nextChunk} must look at.
   */
  private boolean hasNextChunk() {
    byte[] buffer = in.buffer();
    int at = in.position();
    int end = at + in.buffered();
    if (end - at < 2 || buffer[at] != '\r' || buffer[at + 1] != '\n') {
      return false;
    }
    at += 2;
    int size = 0;
    int digits = 0;
    while (at < end && digits < 7 && Character.digit(buffer[at], 16) >= 0) {
      size = size * 16 + Character.digit(buffer[at], 16);
      digits++;
      at++;
    }
    // A byte of the chunk itself must be there, or reading it would wait.
    if (size == 0 || end - at < 3 || buffer[at] != '\r' || buffer[at + 1] != '\n') {
      return false;
    }
    in.skip(at + 2 - in.position());
    left = size;
    return true;
  }

  private void nextChunk() throws IOException {
    if (!first && !line().isEmpty()) {
      throw new ProtocolException("a chunk does not end where it said");
    }
    first = false;
    String size = line();
    int semicolon = size.indexOf(';');
    try {
      left = Long.parseLong((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
    } catch (NumberFormatException e) {
      throw new ProtocolException("not the size of a chunk: " + size);
    }
    if (left < 0) {
      throw new ProtocolException("not the size of a chunk: " + size);
    }
    if (left == 0) {
      while (!line().isEmpty()) {
        // Trailers say nothing here.
      }
      ended = true;
    }
  }

  private String line() throws IOException {
    String line = Head.Lines.read(in, MAX_LINE);
    if (line == null) {
      throw new EOFException("the engine closed the connection within a body");
    }
    return line;
  }
}
