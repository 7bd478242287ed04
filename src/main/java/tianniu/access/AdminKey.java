package tianniu.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.config.Secret;
import tianniu.fault.Fault;
import tianniu.keyring.KeyFile;

/** The one key that there is from the start. It lies in a file that only its owner can read. */
public final class AdminKey {
  private final KeyFile file;
  private final boolean configured;
  private final Secret text;
  private final Instant madeAt;

  private AdminKey(KeyFile file, boolean configured, Secret text, Instant madeAt) {
    this.file = file;
    this.configured = configured;
    this.text = text;
    this.madeAt = madeAt;
  }

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
  public static AdminKey loadOrCreate(Path dataDir, @Nullable Secret configured)
      throws IOException {
    Files.createDirectories(dataDir);
    KeyFile file = new KeyFile(file(dataDir));
    String kept = file.read();
    String text = configured == null ? kept : configured.reveal();
    if (text == null) {
      SecureRandom random = new SecureRandom();
      text = KeyText.generate(KeyText.newId(random), random);
    }
    if (!text.equals(kept)) {
      file.write(text);
    }
    Instant madeAt = Files.getLastModifiedTime(file.path()).toInstant();
    return new AdminKey(file, configured != null, new Secret(text), madeAt);
  }

  public Secret text() {
    return text;
  }

  /** As all keys are kept; it may everything, and does not expire. */
  ApiKey record() {
    return new ApiKey(
        ApiKey.ADMIN,
        ApiKey.ADMIN,
        Role.ADMIN.name(),
        Grants.ALL,
        madeAt,
        ApiKey.ADMIN,
        null,
        KeyHash.of(text.reveal()),
        null);
  }

  /** Keeps another text from now on. */
  void replace(String other) {
    if (configured) {
      throw new Fault.Denied(
              "The installation's own key is configured; change TIANNIU_ADMIN_KEY instead", null)
          .asException();
    }
    try {
      file.write(other);
    } catch (IOException e) {
      throw new IllegalStateException("the admin key could not be written", e);
    }
  }
}
