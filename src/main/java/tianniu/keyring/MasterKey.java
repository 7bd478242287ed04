package tianniu.keyring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;
import tianniu.config.Secret;

/**
 * The key from which the keys of the secret store and of the audit are made (HKDF-SHA256, RFC
 * 5869). It stands in no database: who has a copy of the database alone can read no secret.
 */
public final class MasterKey {
  private static final int BYTES = 32;

  private final byte[] material;

  private MasterKey(byte[] material) {
    this.material = material;
  }

  /** Where it lies when none is configured. */
  public static Path file(Path dataDir) {
    return dataDir.resolve("master.key");
  }

  /**
   * The configured key; else the one in the data directory, which is made when it is not there.
   *
   * @throws IOException when the data directory cannot be used
   */
  public static MasterKey loadOrCreate(Path dataDir, @Nullable Secret configured)
      throws IOException {
    if (configured != null) {
      return of(configured.reveal());
    }
    Files.createDirectories(dataDir);
    KeyFile file = new KeyFile(file(dataDir));
    String kept = file.read();
    if (kept == null) {
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      kept = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
      file.write(kept);
    }
    return of(kept);
  }

  private static MasterKey of(String text) {
    return new MasterKey(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A key for one purpose.
   *
   * @param purpose names it; another purpose gives a key that has nothing to do with this one
   * @param algorithm as the JDK calls it, such as AES or HmacSHA256
   */
  public SecretKey derive(String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(material)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 25 has HKDF-SHA256", e);
    }
  }
}
