package tianniu.keyring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts bytes for the database: AES-256-GCM with a random nonce of 96 bits. What a row says
 * beside them is authenticated with them, so that no row can stand in for another one.
 *
 * <p>Layout: a byte for the format, the nonce, the ciphertext with its tag of 128 bits.
 */
public final class Seal {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte FORMAT = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  public Seal(SecretKey key) {
    this.key = key;
  }

  /**
   * Encrypts.
   *
   * @param label what the row says beside it
   */
  public byte[] seal(byte[] plain, String label) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, nonce, label).doFinal(plain);
      ByteBuffer all = ByteBuffer.allocate(1 + NONCE_BYTES + ciphertext.length);
      return all.put(FORMAT).put(nonce).put(ciphertext).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * The bytes again.
   *
   * @throws IllegalStateException when they, the label or the key are not those of the sealing
   */
  public byte[] open(byte[] sealed, String label) {
    ByteBuffer all = ByteBuffer.wrap(sealed);
    if (all.remaining() < 1 + NONCE_BYTES || all.get() != FORMAT) {
      throw new IllegalStateException("unknown format");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    all.get(nonce);
    byte[] ciphertext = new byte[all.remaining()];
    all.get(ciphertext);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, label).doFinal(ciphertext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("not what was sealed", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String label) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(label.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
