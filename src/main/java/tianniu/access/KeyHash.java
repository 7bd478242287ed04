package tianniu.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The only form in which a key is kept: its SHA-256. With 256 random bits in a key, it needs no
 * salt and no rounds.
 */
final class KeyHash {
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;

  private KeyHash(byte[] bytes) {
    this.bytes = bytes;
  }

  static KeyHash of(String text) {
    try {
      return new KeyHash(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static KeyHash parse(String hex) {
    return new KeyHash(HEX.parseHex(hex));
  }

  /** Takes as long for a wrong one as for a right one. */
  boolean matches(KeyHash other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  String hex() {
    return HEX.formatHex(bytes);
  }
}
