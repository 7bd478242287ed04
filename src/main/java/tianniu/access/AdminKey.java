package tianniu.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tianniu.config.Secret;
import tianniu.keyring.KeyFile;

/** The one key that there is from the start. It lies in a file that only its owner can read. */
public final class AdminKey {
  /** By which a leaked key is recognised for what it is. */
  private static final String PREFIX = "tn_";

  private static final int RANDOM_BYTES = 32;

  private AdminKey() {}

  /** Where the key lies. */
  public static Path file(Path dataDir) {
    return dataDir.resolve("admin.key");
  }

  /**
   * The key of this installation: the configured one, which is then kept; else the kept one; else a
   * new one.
   *
   * @throws IOException when the data directory cannot be used
   */
  public static Secret loadOrCreate(Path dataDir, @Nullable Secret configured) throws IOException {
    Files.createDirectories(dataDir);
    KeyFile file = new KeyFile(file(dataDir));
    String kept = file.read();
    if (configured != null) {
      if (!configured.reveal().equals(kept)) {
        file.write(configured.reveal());
      }
      return configured;
    }
    if (kept != null) {
      return new Secret(kept);
    }
    String made = generate();
    file.write(made);
    return new Secret(made);
  }

  private static String generate() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
