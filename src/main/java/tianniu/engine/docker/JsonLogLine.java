package tianniu.engine.docker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tianniu.engine.OutputStreamKind;

/**
 * One line of a file of Docker's driver {@code json-file}, read in place: {@code
 * {"log":"text\n","stream":"stdout","time":"2026-11-23T15:00:00.123456789Z"}}. The text ends with a
 * line feed when it ends its line. Since dockerd has replaced what is no UTF-8 already, bytes
 * beyond ASCII are taken as they are.
 */
final class JsonLogLine {
  static final int NONE = -1;

  private static final byte[] LOG = ascii("{\"log\":\"");
  private static final byte[] STDOUT = ascii(",\"stream\":\"stdout\",\"time\":\"");
  private static final byte[] STDERR = ascii(",\"stream\":\"stderr\",\"time\":\"");

  private static final byte[] LOG_KEY = ascii("log");
  private static final byte[] STREAM_KEY = ascii("stream");
  private static final byte[] TIME_KEY = ascii("time");
  private static final byte[] OUT = ascii("stdout");
  private static final byte[] ERR = ascii("stderr");

  /** {@code 2026-11-23T15:00:00}, and a {@code Z} after it. */
  private static final int SHORTEST_TIME = 20;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final JsonText decoded = new JsonText();
  private final EntryTime time = new EntryTime();
  private final byte[] padded = new byte[EntryTime.LENGTH];
  private byte[] text = {};
  private int textFrom;
  private int textTo;
  private boolean endsLine;
  private @Nullable OutputStreamKind stream;
  private boolean timed;

  /** Where the entry's text lies, without its end of line. */
  byte[] text() {
    return text;
  }

  int textFrom() {
    return textFrom;
  }

  int textTo() {
    return textTo;
  }

  boolean endsLine() {
    return endsLine;
  }

  OutputStreamKind stream() {
    return stream == null ? OutputStreamKind.STDOUT : stream;
  }

  long second() {
    return time.second();
  }

  int nano() {
    return time.nano();
  }

  /**
   * Reads a line in the very form that dockerd writes it.
   *
   * @return where the next line begins, or {@link #NONE}: of another form, or not whole
   */
  int readUsual(byte[] bytes, int from, int limit) {
    if (!isAt(LOG, bytes, from, limit)) {
      return NONE;
    }
    int begin = from + LOG.length;
    int special = special(bytes, begin, limit);
    int after;
    if (special + 2 < limit
        && bytes[special] == '\\'
        && bytes[special + 1] == 'n'
        && bytes[special + 2] == '"') {
      text(bytes, begin, special, true);
      after = special + 3;
    } else {
      after = decode(bytes, begin, limit);
      if (after == NONE) {
        return NONE;
      }
    }
    if (isAt(STDOUT, bytes, after, limit)) {
      stream = OutputStreamKind.STDOUT;
    } else if (isAt(STDERR, bytes, after, limit)) {
      stream = OutputStreamKind.STDERR;
    } else {
      return NONE;
    }
    int moment = after + STDOUT.length;
    int quote = special(bytes, moment, limit);
    if (quote + 2 >= limit
        || bytes[quote] != '"'
        || bytes[quote + 1] != '}'
        || bytes[quote + 2] != '\n') {
      return NONE;
    }
    return readTime(bytes, moment, quote) ? quote + 3 : NONE;
  }

  /**
   * Reads a line of any form, as the one with {@code attrs}.
   *
   * @param to where its line feed is
   * @return false when it is no entry
   */
  boolean readAny(byte[] bytes, int from, int to) {
    text(bytes, from, from, false);
    stream = null;
    timed = false;
    int at = space(bytes, from, to);
    if (at >= to || bytes[at] != '{') {
      return false;
    }
    do {
      at = member(bytes, space(bytes, at + 1, to), to);
      if (at == NONE) {
        return false;
      }
      at = space(bytes, at, to);
    } while (at < to && bytes[at] == ',');
    return at < to && bytes[at] == '}' && space(bytes, at + 1, to) == to && stream != null && timed;
  }

  /** Where the last object in a line that is no entry may begin, after where it does itself. */
  static int lastBeginning(byte[] bytes, int from, int to) {
    // Within a text it cannot stand: there its quotes have backslashes before them.
    for (int at = to - LOG.length; at > from; at--) {
      if (isAt(LOG, bytes, at, to)) {
        return at;
      }
    }
    return NONE;
  }

  /** Reads a key and its value; where what comes after them begins. */
  private int member(byte[] bytes, int at, int to) {
    if (at >= to || bytes[at] != '"') {
      return NONE;
    }
    int end = afterText(bytes, at + 1, to);
    int value = end == NONE ? to : space(bytes, end, to);
    if (value >= to || bytes[value] != ':') {
      return NONE;
    }
    value = space(bytes, value + 1, to);
    if (value < to && bytes[value] == '"') {
      return textMember(bytes, at + 1, end - 1, value + 1, to);
    }
    return afterValue(bytes, value, to);
  }

  private int textMember(byte[] bytes, int key, int keyEnd, int value, int to) {
    if (is(LOG_KEY, bytes, key, keyEnd)) {
      return decode(bytes, value, to);
    }
    int end = afterText(bytes, value, to);
    if (end == NONE) {
      return NONE;
    }
    if (is(STREAM_KEY, bytes, key, keyEnd)) {
      // Docker leaves out what is of neither.
      stream =
          is(OUT, bytes, value, end - 1)
              ? OutputStreamKind.STDOUT
              : is(ERR, bytes, value, end - 1) ? OutputStreamKind.STDERR : null;
    } else if (is(TIME_KEY, bytes, key, keyEnd)) {
      timed = readTime(bytes, value, end - 1);
    }
    return end;
  }

  /** After a value that is not looked at: a text, a number, an object of such, and so on. */
  private static int afterValue(byte[] bytes, int from, int to) {
    int depth = 0;
    int at = from;
    while (at < to) {
      byte b = bytes[at];
      if (b == '"') {
        at = afterText(bytes, at + 1, to);
        if (at == NONE) {
          return NONE;
        }
        continue;
      }
      if (b == '{' || b == '[') {
        depth++;
      } else if (depth == 0 && (b == ',' || b == '}')) {
        return at;
      } else if (b == '}' || b == ']') {
        depth--;
      }
      at++;
    }
    return NONE;
  }

  private static int afterText(byte[] bytes, int from, int to) {
    int at = special(bytes, from, to);
    while (at < to && bytes[at] == '\\') {
      at = special(bytes, Math.min(at + 2, to), to);
    }
    return at < to ? at + 1 : NONE;
  }

  /** Takes the text that begins here; what comes after it, or {@link #NONE}. */
  private int decode(byte[] bytes, int from, int limit) {
    int after = decoded.read(bytes, from, limit);
    if (after != NONE) {
      int length = decoded.length();
      boolean ends = length > 0 && decoded.bytes()[length - 1] == '\n';
      text(decoded.bytes(), 0, ends ? length - 1 : length, ends);
    }
    return after;
  }

  private void text(byte[] bytes, int from, int to, boolean ends) {
    text = bytes;
    textFrom = from;
    textTo = to;
    endsLine = ends;
  }

  /** Docker leaves out the zeros at the end of a time, with which it is of the usual form. */
  private boolean readTime(byte[] bytes, int from, int to) {
    int length = to - from;
    try {
      if (length < SHORTEST_TIME
          || length > EntryTime.LENGTH
          || length == SHORTEST_TIME + 1
          || bytes[to - 1] != 'Z') {
        time.read(bytes, from, to);
        return true;
      }
      System.arraycopy(bytes, from, padded, 0, length - 1);
      Arrays.fill(padded, length - 1, EntryTime.LENGTH - 1, (byte) '0');
      if (length == SHORTEST_TIME) {
        padded[SHORTEST_TIME - 1] = '.';
      }
      padded[EntryTime.LENGTH - 1] = 'Z';
      time.read(padded, 0, EntryTime.LENGTH);
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  /** The next quote or backslash, or {@code limit}; eight bytes at a time. */
  static int special(byte[] bytes, int from, int limit) {
    int at = from;
    for (; at + Long.BYTES <= limit; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at);
      long quotes = word ^ ('"' * ONES);
      long backslashes = word ^ ('\\' * ONES);
      long found = (((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes)) & HIGHS;
      if (found != 0) {
        // The lowest mark is always right, only those above it may be of a borrow.
        return at + (Long.numberOfTrailingZeros(found) >> 3);
      }
    }
    while (at < limit && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  private static int space(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
      at++;
    }
    return at;
  }

  private static boolean isAt(byte[] what, byte[] bytes, int from, int limit) {
    return limit - from >= what.length
        && Arrays.equals(what, 0, what.length, bytes, from, from + what.length);
  }

  private static boolean is(byte[] what, byte[] bytes, int from, int to) {
    return Arrays.equals(what, 0, what.length, bytes, from, to);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
