package tianniu.engine.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What one of the kernel's small files says, read and taken apart in place: some thousand times a
 * second, so that nothing is left for the collector. One thread at a time.
 */
final class KernelText {
  /** The kernel gives some tables by the page: a shorter answer than this is the whole of it. */
  private static final int SURELY_WHOLE = 2048;

  private static final int FIRST_SIZE = 16 * 1024;

  /** No file that is read here comes near. */
  private static final int MAX_SIZE = 4 * 1024 * 1024;

  /** Bytes that the kernel can fill without a copy through a buffer of the library's own. */
  private ByteBuffer direct = ByteBuffer.allocateDirect(FIRST_SIZE);

  private byte[] bytes = new byte[FIRST_SIZE];
  private int length;

  /** Where reading goes on within the line, and where the line ends. */
  private int at;

  private int lineEnd;
  private int nextLine;

  /** A word to look for. */
  static byte[] word(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Takes in a file from its beginning, as it is at this moment. */
  void read(FileChannel file) throws IOException {
    direct.clear();
    int read = file.read(direct, 0);
    while (read > 0 && direct.position() >= SURELY_WHOLE) {
      if (!direct.hasRemaining()) {
        grow();
      }
      read = file.read(direct, direct.position());
    }
    direct.flip();
    length = direct.remaining();
    direct.get(bytes, 0, length);
    rewind();
  }

  private void grow() throws IOException {
    int size = 2 * direct.capacity();
    if (size > MAX_SIZE) {
      throw new IOException("a file of the kernel that has no end");
    }
    ByteBuffer larger = ByteBuffer.allocateDirect(size);
    larger.put(direct.flip());
    direct = larger;
    bytes = new byte[size];
  }

  void rewind() {
    at = 0;
    lineEnd = 0;
    nextLine = 0;
  }

  /** Goes to the beginning of the next line, at first of the first; false behind the last. */
  boolean nextLine() {
    if (nextLine >= length) {
      return false;
    }
    at = nextLine;
    lineEnd = at;
    while (lineEnd < length && bytes[lineEnd] != '\n') {
      lineEnd++;
    }
    nextLine = lineEnd + 1;
    return true;
  }

  boolean has(char sign) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == sign) {
        return true;
      }
    }
    return false;
  }

  /** Goes past a word if the line goes on with it. */
  boolean skip(byte[] word) {
    int end = at + word.length;
    if (end > lineEnd || !Arrays.equals(bytes, at, end, word, 0, word.length)) {
      return false;
    }
    at = end;
    return true;
  }

  /** Goes past blanks; false at the end of the line. */
  boolean skipBlanks() {
    while (at < lineEnd && isBlank(bytes[at])) {
      at++;
    }
    return at < lineEnd;
  }

  /** Goes to the next blank, or to the end of the line. */
  void skipWord() {
    while (at < lineEnd && !isBlank(bytes[at])) {
      at++;
    }
  }

  /** Goes behind the line's last such sign; false when there is none, and stays. */
  boolean skipPastLast(char sign) {
    for (int i = lineEnd - 1; i >= at; i--) {
      if (bytes[i] == sign) {
        at = i + 1;
        return true;
      }
    }
    return false;
  }

  /**
   * The number that the line goes on with, behind blanks.
   *
   * @throws NumberFormatException when there is none, or one that no counter reaches
   */
  long number() {
    skipBlanks();
    int from = at;
    long value = 0;
    while (at < lineEnd && !isBlank(bytes[at])) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        throw noNumber(from);
      }
      value = value * 10 + digit;
      at++;
    }
    if (at == from) {
      throw noNumber(from);
    }
    return value;
  }

  /** The number that the whole text is. */
  long onlyNumber() {
    rewind();
    nextLine();
    return number();
  }

  /** The number in the line {@code key 1234}; -1 without such a line. */
  long field(byte[] key) {
    rewind();
    while (nextLine()) {
      if (skip(key) && at < lineEnd && isBlank(bytes[at])) {
        return number();
      }
    }
    return -1;
  }

  private NumberFormatException noNumber(int from) {
    return new NumberFormatException(
        new String(bytes, from, lineEnd - from, StandardCharsets.ISO_8859_1));
  }

  private static boolean isBlank(byte sign) {
    return sign == ' ' || sign == '\t';
  }
}
