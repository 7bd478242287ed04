package tianniu.engine.docker;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * The time before each entry of a log: RFC 3339 in UTC with nine fractional digits. Many lines
 * share a second, of which only the fraction is read anew.
 */
final class EntryTime {
  /** Of the usual form, without the space after it. */
  static final int LENGTH = 30;

  /** {@code 2026-11-23T15:00:00} */
  private static final int TO_SECONDS = 19;

  private static final int FRACTION = 20;

  private final byte[] known = new byte[TO_SECONDS];
  private long second;
  private int nano;

  long second() {
    return second;
  }

  int nano() {
    return nano;
  }

  /** Whether a time of the usual form and a space begin here. */
  static boolean isAt(byte[] bytes, int from, int to) {
    return to - from > LENGTH
        && bytes[from + 4] == '-'
        && bytes[from + 10] == 'T'
        && bytes[from + TO_SECONDS] == '.'
        && bytes[from + LENGTH - 1] == 'Z'
        && bytes[from + LENGTH] == ' '
        && digits(bytes, from, 4) >= 0
        && digits(bytes, from + FRACTION, 9) >= 0;
  }

  void read(byte[] bytes, int from, int to) throws ProtocolException {
    if (to - from == LENGTH
        && bytes[to - 1] == 'Z'
        && Arrays.equals(bytes, from, from + TO_SECONDS, known, 0, TO_SECONDS)) {
      int fraction = digits(bytes, from + FRACTION, 9);
      if (bytes[from + TO_SECONDS] == '.' && fraction >= 0) {
        nano = fraction;
        return;
      }
    }
    String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    try {
      Instant time = Instant.parse(text);
      second = time.getEpochSecond();
      nano = time.getNano();
    } catch (DateTimeException e) {
      throw new ProtocolException("not the timestamp of a log entry: " + text);
    }
    if (to - from == LENGTH && bytes[to - 1] == 'Z') {
      System.arraycopy(bytes, from, known, 0, TO_SECONDS);
    }
  }

  /** Negative when one is no digit. */
  private static int digits(byte[] bytes, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
