package tianniu.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tianniu.engine.OutputStreamKind;
import tianniu.fault.Fault;

/**
 * The log of a container without a terminal: each entry in a frame of its own. Read in place,
 * unlike the few frames of a command's output ({@link Frames}).
 */
final class FramedEntries implements LogEntries {
  /** More than any log driver keeps in one piece; a longer frame comes out in parts. */
  private static final int MAX_PART = 32 * 1024;

  private static final int HEADER = 8;

  private final Inlet in;
  private final EntryTime time = new EntryTime();
  private int kind;
  private long left;

  /** Whether the frame has begun, so that its time is known. */
  private boolean continued;

  FramedEntries(InputStream in) {
    this.in = new Inlet(in, MAX_PART);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    if (!continued && !nextFrame()) {
      return null;
    }
    int length = (int) Math.min(left, MAX_PART);
    if (!in.await(length)) {
      throw new EOFException("the engine closed the connection within a frame");
    }
    byte[] bytes = in.buffer();
    int from = in.position();
    int to = from + length;
    if (kind == Frames.ENGINE) {
      String words = new String(bytes, from, length, StandardCharsets.UTF_8).strip();
      throw new Fault.EngineRefused(words).asException();
    }
    if (!continued) {
      int space = indexOfSpace(bytes, from, to);
      time.read(bytes, from, space);
      from = space + 1;
    }
    left -= length;
    continued = left > 0;
    boolean endsLine = left == 0 && to > from && bytes[to - 1] == '\n';
    byte[] text = Arrays.copyOfRange(bytes, from, endsLine ? to - 1 : to);
    in.skip(length);
    OutputStreamKind stream =
        kind == Frames.STDERR ? OutputStreamKind.STDERR : OutputStreamKind.STDOUT;
    return new Entry(stream, time.second(), time.nano(), text, endsLine);
  }

  /** Reads the header of the next frame that is not empty; false at the end. */
  private boolean nextFrame() throws IOException {
    do {
      if (!in.await(HEADER)) {
        if (in.buffered() == 0) {
          return false;
        }
        throw new EOFException("the engine closed the connection within a frame");
      }
      kind = in.buffer()[in.position()];
      if (kind < 0 || kind > Frames.ENGINE) {
        throw new ProtocolException("not a frame");
      }
      left = Integer.toUnsignedLong(ByteBuffer.wrap(in.buffer()).getInt(in.position() + 4));
      in.skip(HEADER);
    } while (left == 0);
    return true;
  }

  private static int indexOfSpace(byte[] bytes, int from, int to) throws EOFException {
    for (int i = from; i < to; i++) {
      if (bytes[i] == ' ') {
        return i;
      }
    }
    throw new EOFException("a log entry without a timestamp");
  }
}
