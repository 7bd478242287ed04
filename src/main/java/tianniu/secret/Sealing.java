package tianniu.secret;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts values for the database: AES-256-GCM with a random nonce of 96 bits. What a row says
 * beside them is authenticated with them, so that no row can stand in for another one, nor an old
 * version of it for the new one.
 *
 * <p>Layout: a byte for the format, the nonce, the ciphertext with its tag of 128 bits. In it, for
 * each key: its length, itself, its value's length, its value.
 */
final class Sealing {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte FORMAT = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  Sealing(SecretKey key) {
    this.key = key;
  }

  /**
   * As text for a column.
   *
   * @param label what the row says beside it
   */
  String seal(Values values, String label) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, nonce, label).doFinal(plain(values));
      ByteBuffer all = ByteBuffer.allocate(1 + NONCE_BYTES + ciphertext.length);
      all.put(FORMAT).put(nonce).put(ciphertext);
      return Base64.getEncoder().encodeToString(all.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * The values again.
   *
   * @throws IllegalStateException when the text, the label or the key is not that of the sealing
   */
  Values open(String sealed, String label) {
    try {
      ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
      if (all.remaining() < 1 + NONCE_BYTES || all.get() != FORMAT) {
        throw new IllegalStateException("unknown format");
      }
      byte[] nonce = new byte[NONCE_BYTES];
      all.get(nonce);
      byte[] ciphertext = new byte[all.remaining()];
      all.get(ciphertext);
      return read(cipher(Cipher.DECRYPT_MODE, nonce, label).doFinal(ciphertext));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException("not what was sealed", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String label) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(label.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] plain(Values values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Map.Entry<String, String> entry : values.byKey().entrySet()) {
        write(out, entry.getKey());
        write(out, entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes whatever is written", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Values read(byte[] plain) {
    SortedMap<String, String> values = new TreeMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
      while (in.available() > 0) {
        String key = text(in);
        values.put(key, text(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what was sealed by us ends where it says", e);
    }
    return new Values(values);
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
