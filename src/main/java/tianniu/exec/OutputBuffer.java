package tianniu.exec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One output of a command, kept up to a limit; what is beyond is read and dropped. */
final class OutputBuffer {
  /** The contract's cap. */
  static final int MAX_BYTES = 1 << 20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean truncated;

  synchronized void add(ByteBuffer chunk) {
    int room = Math.min(chunk.remaining(), MAX_BYTES - bytes.size());
    truncated |= room < chunk.remaining();
    byte[] part = new byte[room];
    chunk.get(part);
    bytes.writeBytes(part);
  }

  synchronized boolean isTruncated() {
    return truncated;
  }

  /** As UTF-8; other bytes become U+FFFD. A character that the cap cut in two is left out. */
  synchronized String text() {
    byte[] all = bytes.toByteArray();
    int end = truncated ? wholeCharacters(all) : all.length;
    return new String(all, 0, end, StandardCharsets.UTF_8);
  }

  private static int wholeCharacters(byte[] all) {
    int start = all.length;
    // A UTF-8 character has at most three bytes after its first.
    while (start > 0 && all.length - start < 3 && (all[start - 1] & 0xC0) == 0x80) {
      start--;
    }
    if (start == 0) {
      return all.length;
    }
    int first = all[start - 1] & 0xFF;
    int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    return start - 1 + length > all.length ? start - 1 : all.length;
  }
}
