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

  /** Never fed: a copy of it is there without a search of the JDK's providers. */
  private static final MessageDigest FRESH = digest();

  private final byte[] bytes;

  private KeyHash(byte[] bytes) {
    this.bytes = bytes;
  }

  static KeyHash of(String text) {
    try {
      MessageDigest digest = (MessageDigest) FRESH.clone();
      return new KeyHash(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own digests can be copied", e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
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
