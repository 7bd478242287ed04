package tianniu.engine.docker;

import java.io.IOException;
import java.io.InputStream;

/**
 * A buffer before an input, which its one reader looks into. The JDK's takes a lock for every byte,
 * and a log comes in millions of little pieces.
 */
final class Inlet extends InputStream {
  private final InputStream in;
  private final byte[] buffer;
  private int position;
  private int limit;

  Inlet(InputStream in, int size) {
    this.in = in;
    this.buffer = new byte[size];
  }

  /** What has been read ahead lies here, from {@link #position} on. */
  byte[] buffer() {
    return buffer;
  }

  int position() {
    return position;
  }

  /** How many bytes can be had without waiting. */
  int buffered() {
    return limit - position;
  }

  void skip(int count) {
    position += count;
  }

  /**
   * Waits until so many bytes are buffered, at most the buffer's size.
   *
   * @return false when the input ends before
   */
  boolean await(int count) throws IOException {
    while (buffered() < count) {
      if (position > 0) {
        System.arraycopy(buffer, position, buffer, 0, buffered());
        limit -= position;
        position = 0;
      }
      int read = in.read(buffer, limit, buffer.length - limit);
      if (read < 0) {
        return false;
      }
      limit += read;
    }
    return true;
  }

  @Override
  public int read() throws IOException {
    return await(1) ? buffer[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (buffered() == 0) {
      if (length >= buffer.length) {
        return in.read(bytes, offset, length);
      }
      if (!await(1)) {
        return -1;
      }
    }
    int count = Math.min(length, buffered());
    System.arraycopy(buffer, position, bytes, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return buffered();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
