package tianniu.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** A body in HTTP/1.1's chunks. Reads no byte past its end, so that the connection can go on. */
final class ChunkedInput extends InputStream {
  private static final int MAX_LINE = 4096;

  private final InputStream in;
  private long left;
  private boolean first = true;
  private boolean ended;

  ChunkedInput(InputStream in) {
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
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the engine closed the connection within a body");
    }
    left -= count;
    return count;
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
