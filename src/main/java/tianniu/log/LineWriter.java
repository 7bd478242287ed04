package tianniu.log;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;
import tianniu.http.ReplyStream;
import tianniu.http.Timestamps;

/**
 * Gathers bytes to be written at once, among them lines in the document's shape, made straight from
 * what the container wrote: the same JSON as {@link tianniu.http.Json} makes, at a fraction of the
 * cost.
 */
final class LineWriter {
  /** A byte of a text becomes at most six, as in {@code \u0000}. */
  private static final int LONGEST_ESCAPE = 6;

  private static final byte[] HEX = ascii("0123456789ABCDEF");
  private static final String TIMESTAMP = "{\"timestamp\":\"";
  private static final byte[] STDOUT = afterTime(OutputStreamKind.STDOUT);
  private static final byte[] STDERR = afterTime(OutputStreamKind.STDERR);
  private static final byte[] END = ascii("\"}");
  private static final int FRACTION_DIGITS = 6;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  /** What stands after the backslash; {@code u} for those without a short form, 0 for the plain. */
  private static final byte[] ESCAPES = escapes();

  private byte[] buffer;
  private int length;

  /** Many lines share a second, and with it all up to the fraction of their time. */
  private long second = Long.MIN_VALUE;

  private byte[] secondText = {};

  LineWriter(int size) {
    buffer = new byte[size];
  }

  int length() {
    return length;
  }

  void text(String ascii) {
    room(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      buffer[length++] = (byte) ascii.charAt(i);
    }
  }

  /** One line as a JSON object. */
  void entry(LogLine line) {
    time(line);
    put(
        switch (line.stream()) {
          case STDOUT -> STDOUT;
          case STDERR -> STDERR;
        });
    message(line.bytes());
    put(END);
  }

  /** What was gathered lies here from the start on; more may be added behind it. */
  byte[] buffer() {
    return buffer;
  }

  /** What was gathered; it begins anew. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(buffer, length);
    length = 0;
    return taken;
  }

  void writeTo(ReplyStream out) throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  private void time(LogLine line) {
    if (line.second() != second) {
      second = line.second();
      String whole = Timestamps.microseconds(Instant.ofEpochSecond(second));
      secondText = ascii(TIMESTAMP + whole.substring(0, whole.indexOf('.') + 1));
    }
    put(secondText);
    room(FRACTION_DIGITS);
    int micros = line.nano() / 1000;
    for (int i = FRACTION_DIGITS - 1; i >= 0; i--) {
      buffer[length + i] = (byte) ('0' + micros % 10);
      micros /= 10;
    }
    length += FRACTION_DIGITS;
  }

  private void message(byte[] bytes) {
    if (isPlain(bytes)) {
      put(bytes);
      return;
    }
    byte[] text = isUtf8(bytes) ? bytes : replaced(bytes);
    int from = 0;
    for (int i = 0; i < text.length; i++) {
      byte escape = text[i] < 0 ? 0 : ESCAPES[text[i]];
      if (escape != 0) {
        put(text, from, i);
        escape(text[i], escape);
        from = i + 1;
      }
    }
    put(text, from, text.length);
  }

  /** Whether it is ASCII without anything to escape, as most lines are; eight bytes at a time. */
  private static boolean isPlain(byte[] bytes) {
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at);
      long quotes = word ^ ('"' * ONES);
      long backslashes = word ^ ('\\' * ONES);
      // The lowest byte of these leaves its mark; by a borrow, one above it may as well.
      long found = word | (word - ' ' * ONES) | (quotes - ONES) | (backslashes - ONES);
      if ((found & HIGHS) != 0) {
        return false;
      }
    }
    for (; at < bytes.length; at++) {
      if (bytes[at] < 0 || ESCAPES[bytes[at]] != 0) {
        return false;
      }
    }
    return true;
  }

  private void escape(byte b, byte escape) {
    room(LONGEST_ESCAPE);
    buffer[length++] = '\\';
    buffer[length++] = escape;
    if (escape == 'u') {
      buffer[length++] = '0';
      buffer[length++] = '0';
      buffer[length++] = HEX[b >> 4];
      buffer[length++] = HEX[b & 0xf];
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return isUtf8Beyond(bytes);
      }
    }
    return true;
  }

  private static boolean isUtf8Beyond(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private static byte[] replaced(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }

  private void put(byte[] bytes) {
    put(bytes, 0, bytes.length);
  }

  private void put(byte[] bytes, int from, int to) {
    room(to - from);
    System.arraycopy(bytes, from, buffer, length, to - from);
    length += to - from;
  }

  private void room(int count) {
    if (buffer.length - length < count) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] afterTime(OutputStreamKind stream) {
    return ascii("Z\",\"stream\":\"" + stream.word() + "\",\"message\":\"");
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[128];
    Arrays.fill(escapes, 0, ' ', (byte) 'u');
    escapes['\b'] = 'b';
    escapes['\t'] = 't';
    escapes['\n'] = 'n';
    escapes['\f'] = 'f';
    escapes['\r'] = 'r';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
  }
}
