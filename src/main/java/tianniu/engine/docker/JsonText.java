package tianniu.engine.docker;

import java.util.Arrays;

/** A JSON text as the bytes of its UTF-8, with its escapes undone. */
final class JsonText {
  private static final int REPLACEMENT = 0xfffd;

  private byte[] bytes = new byte[256];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /**
   * Reads from behind its first quote on.
   *
   * @return what comes after its last quote, or {@link JsonLogLine#NONE}
   */
  int read(byte[] from, int start, int limit) {
    length = 0;
    int at = start;
    while (true) {
      int special = JsonLogLine.special(from, at, limit);
      room(special - at);
      System.arraycopy(from, at, bytes, length, special - at);
      length += special - at;
      if (special == limit) {
        return JsonLogLine.NONE;
      }
      if (from[special] == '"') {
        return special + 1;
      }
      at = escape(from, special + 1, limit);
      if (at == JsonLogLine.NONE) {
        return JsonLogLine.NONE;
      }
    }
  }

  /** Reads what stands behind a backslash. */
  private int escape(byte[] from, int at, int limit) {
    if (at >= limit) {
      return JsonLogLine.NONE;
    }
    switch (from[at]) {
      case '"', '\\', '/' -> put(from[at]);
      case 'n' -> put('\n');
      case 'r' -> put('\r');
      case 't' -> put('\t');
      case 'b' -> put('\b');
      case 'f' -> put('\f');
      case 'u' -> {
        return unicode(from, at + 1, limit);
      }
      default -> {
        return JsonLogLine.NONE;
      }
    }
    return at + 1;
  }

  private int unicode(byte[] from, int at, int limit) {
    int unit = hex(from, at, limit);
    if (unit < 0) {
      return JsonLogLine.NONE;
    }
    int after = at + 4;
    if (!isSurrogate(unit)) {
      encode(unit);
      return after;
    }
    if (unit < Character.MIN_LOW_SURROGATE
        && limit - after >= 2
        && from[after] == '\\'
        && from[after + 1] == 'u') {
      int low = hex(from, after + 2, limit);
      if (low >= Character.MIN_LOW_SURROGATE && low <= Character.MAX_LOW_SURROGATE) {
        encode(Character.toCodePoint((char) unit, (char) low));
        return after + 6;
      }
    }
    // Half of a pair, which Go replaces as well.
    encode(REPLACEMENT);
    return after;
  }

  private static boolean isSurrogate(int unit) {
    return unit >= Character.MIN_SURROGATE && unit <= Character.MAX_SURROGATE;
  }

  /** Negative when these are not four digits. */
  private static int hex(byte[] from, int at, int limit) {
    if (limit - at < 4) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(from[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private void encode(int code) {
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xc0 | (code >> 6));
      put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      put(0xe0 | (code >> 12));
      put(0x80 | ((code >> 6) & 0x3f));
      put(0x80 | (code & 0x3f));
    } else {
      put(0xf0 | (code >> 18));
      put(0x80 | ((code >> 12) & 0x3f));
      put(0x80 | ((code >> 6) & 0x3f));
      put(0x80 | (code & 0x3f));
    }
  }

  private void put(int b) {
    room(1);
    bytes[length++] = (byte) b;
  }

  private void room(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
