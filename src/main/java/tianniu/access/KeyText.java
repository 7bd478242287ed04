package tianniu.access;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The text of an API key: {@code tn_}, the key's id, {@code _}, 256 random bits, and a checksum
 * over all of it, so that scanners find a leaked key and a mistyped one is told from a revoked one.
 */
final class KeyText {
  static final String PREFIX = "tn_";

  static final int ID_LENGTH = 12;
  private static final int RANDOM_BYTES = 32;

  /** 32 bytes to the base 62. */
  private static final int RANDOM_LENGTH = 43;

  /** A CRC-32 to the base 62. */
  private static final int CHECKSUM_LENGTH = 6;

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String ID_DIGITS = "0123456789abcdefghijklmnopqrstuv";
  private static final Pattern ID = Pattern.compile("[0-9a-v]{" + ID_LENGTH + "}");
  private static final int LENGTH =
      PREFIX.length() + ID_LENGTH + 1 + RANDOM_LENGTH + CHECKSUM_LENGTH;

  private KeyText() {}

  static String newId(SecureRandom random) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_DIGITS.charAt(random.nextInt(ID_DIGITS.length())));
    }
    return id.toString();
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** A new key with this id. */
  static String generate(String id, SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String body = PREFIX + id + "_" + base62(new BigInteger(1, bytes), RANDOM_LENGTH);
    return body + checksum(body);
  }

  /** The id in the text; null when it has not the form of a key. */
  static @Nullable String id(String text) {
    int end = PREFIX.length() + ID_LENGTH;
    if (text.length() != LENGTH || !text.startsWith(PREFIX) || text.charAt(end) != '_') {
      return null;
    }
    return text.substring(PREFIX.length(), end);
  }

  /** Whether a text of the right form is one that was generated, but for a mistyped character. */
  static boolean hasChecksum(String text) {
    int end = text.length() - CHECKSUM_LENGTH;
    return checksum(text.substring(0, end)).equals(text.substring(end));
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_LENGTH);
  }

  private static String base62(BigInteger number, int length) {
    char[] text = new char[length];
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    BigInteger rest = number;
    for (int i = length - 1; i >= 0; i--) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      text[i] = DIGITS.charAt(parts[1].intValue());
      rest = parts[0];
    }
    return new String(text);
  }
}
