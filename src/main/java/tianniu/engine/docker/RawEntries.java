package tianniu.engine.docker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.engine.OutputStreamKind;

/**
 * The log of a container with a terminal: entries one after the other with no frames, so that the
 * parts of a long line stand in one, each with its timestamp.
 */
final class RawEntries implements LogEntries {
  /** What Docker's log drivers keep in one piece ({@code defaultBufSize} in moby's copier). */
  static final int PIECE = 16 * 1024;

  private static final Pattern TIMESTAMP =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z ");
  private static final int TIMESTAMP_LENGTH = 31;

  private final BufferedInputStream in;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
  private @Nullable String continued;

  RawEntries(InputStream in) {
    this.in = new BufferedInputStream(in, PIECE);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    String timestamp = continued;
    if (timestamp == null) {
      byte[] head = in.readNBytes(TIMESTAMP_LENGTH);
      if (head.length < TIMESTAMP_LENGTH) {
        return null;
      }
      timestamp = new String(head, 0, TIMESTAMP_LENGTH - 1, StandardCharsets.ISO_8859_1);
    }
    piece.reset();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        continued = null;
        return new Entry(OutputStreamKind.STDOUT, timestamp, withoutReturn(), true);
      }
      piece.write(b);
      if (piece.size() == PIECE) {
        continued = isTimestampNext() ? null : timestamp;
        return new Entry(OutputStreamKind.STDOUT, timestamp, piece.toByteArray(), false);
      }
    }
    return piece.size() == 0
        ? null
        : new Entry(OutputStreamKind.STDOUT, timestamp, withoutReturn(), true);
  }

  private boolean isTimestampNext() throws IOException {
    in.mark(TIMESTAMP_LENGTH);
    byte[] next = in.readNBytes(TIMESTAMP_LENGTH);
    in.reset();
    return TIMESTAMP.matcher(new String(next, StandardCharsets.ISO_8859_1)).matches();
  }

  // A terminal ends its lines with both.
  private byte[] withoutReturn() {
    byte[] bytes = piece.toByteArray();
    return bytes.length > 0 && bytes[bytes.length - 1] == '\r'
        ? Arrays.copyOf(bytes, bytes.length - 1)
        : bytes;
  }
}
