package tianniu.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart the frames in which Docker sends two outputs over one connection: a byte for the
 * output, three of nothing, four for the length, then the bytes.
 */
final class Frames {
  static final int STDOUT = 1;
  static final int STDERR = 2;

  /** The engine's own words, about what went wrong while it sent. */
  static final int ENGINE = 3;

  private static final int HEADER = 8;

  private final InputStream in;
  private final int maxPart;
  private int kind;
  private long left;

  /**
   * @param maxPart a longer frame comes out in parts of at most so many bytes
   */
  Frames(InputStream in, int maxPart) {
    this.in = in;
    this.maxPart = maxPart;
  }

  /** Null at the end. Frames of no bytes are passed over. */
  @Nullable Frame next() throws IOException {
    while (left == 0) {
      byte[] header = in.readNBytes(HEADER);
      if (header.length == 0) {
        return null;
      }
      if (header.length < HEADER) {
        throw new EOFException("the engine closed the connection within a frame");
      }
      kind = header[0];
      if (kind < 0 || kind > ENGINE) {
        throw new ProtocolException("not a frame");
      }
      left = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(4));
    }
    int length = (int) Math.min(left, maxPart);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the engine closed the connection within a frame");
    }
    left -= length;
    return new Frame(kind, bytes, left == 0);
  }

  /**
   * @param isLast false when more of the same frame follows
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and the bytes are the reader's own
  record Frame(int kind, byte[] bytes, boolean isLast) {}
}
