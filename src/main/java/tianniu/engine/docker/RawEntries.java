package tianniu.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tianniu.engine.OutputStreamKind;

/**
 * The log of a container with a terminal: entries one after the other with no frames, so that the
 * parts of a long line stand in one, each with its timestamp.
 */
final class RawEntries implements LogEntries {
  /** What Docker's log drivers keep in one piece ({@code defaultBufSize} in moby's copier). */
  static final int PIECE = 16 * 1024;

  /** A time and the space after it. */
  private static final int HEAD = EntryTime.LENGTH + 1;

  /**
   * By how much a piece grows at most when it is cut within characters: each byte of a part of one
   * comes as U+FFFD, which has three, and there are up to three such bytes at either end.
   */
  private static final int MOST_GROWN = 12;

  private final Inlet in;
  private final EntryTime time = new EntryTime();
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
  private boolean continued;

  RawEntries(InputStream in) {
    this.in = new Inlet(in, PIECE);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    if (!continued) {
      if (!in.await(HEAD)) {
        return null;
      }
      time.read(in.buffer(), in.position(), in.position() + EntryTime.LENGTH);
      in.skip(HEAD);
    }
    piece.reset();
    while (in.await(1)) {
      int from = in.position();
      int most = Math.min(in.buffered(), PIECE - piece.size());
      int length = lengthToLineFeed(in.buffer(), from, most);
      piece.write(in.buffer(), from, length);
      in.skip(length);
      if (length < most) {
        in.skip(1);
        continued = false;
        return entry(withoutReturn(), true);
      }
      if (piece.size() == PIECE) {
        // The line goes on, in this entry or in one with a time of its own. Or it ends right here.
        int grown = toNextTime();
        continued = grown < 0;
        if (grown > 0) {
          piece.write(in.buffer(), in.position(), grown);
          in.skip(grown);
        }
        return entry(piece.toByteArray(), false);
      }
    }
    continued = false;
    return piece.size() == 0 ? null : entry(withoutReturn(), false);
  }

  /** How many bytes are left of this piece before the time of the next; negative for no time. */
  private int toNextTime() throws IOException {
    for (int i = 0; i <= MOST_GROWN && in.await(i + HEAD); i++) {
      int at = in.position() + i;
      if (EntryTime.isAt(in.buffer(), at, at + HEAD)) {
        return i;
      }
      if (in.buffer()[at] == '\n') {
        return -1;
      }
    }
    return -1;
  }

  private Entry entry(byte[] bytes, boolean endsLine) {
    return new Entry(OutputStreamKind.STDOUT, time.second(), time.nano(), bytes, endsLine);
  }

  private static int lengthToLineFeed(byte[] bytes, int from, int most) {
    int length = 0;
    while (length < most && bytes[from + length] != '\n') {
      length++;
    }
    return length;
  }

  // A terminal ends its lines with both.
  private byte[] withoutReturn() {
    byte[] bytes = piece.toByteArray();
    return bytes.length > 0 && bytes[bytes.length - 1] == '\r'
        ? Arrays.copyOf(bytes, bytes.length - 1)
        : bytes;
  }
}
