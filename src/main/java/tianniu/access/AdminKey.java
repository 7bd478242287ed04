package tianniu.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.config.Secret;

/** The one key that there is from the start. It lies in a file that only its owner can read. */
public final class AdminKey {
  /** By which a leaked key is recognised for what it is. */
  private static final String PREFIX = "tn_";

  private static final int RANDOM_BYTES = 32;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

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
    Path file = file(dataDir);
    String kept = read(file);
    if (configured != null) {
      if (!configured.reveal().equals(kept)) {
        write(file, configured.reveal());
      }
      return configured;
    }
    if (kept != null) {
      return new Secret(kept);
    }
    String made = generate();
    write(file, made);
    return new Secret(made);
  }

  private static String generate() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static @Nullable String read(Path file) throws IOException {
    try {
      String kept = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (kept.isEmpty()) {
        throw new IOException("the admin key file " + file + " is empty: delete it for a new key");
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return kept;
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  /** Whole or not at all: a crash leaves no half of a key behind. */
  private static void write(Path file, String key) throws IOException {
    Path part = file.resolveSibling("admin.key.part");
    Files.deleteIfExists(part);
    try {
      Files.createFile(part, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("another server is starting in " + file.getParent(), e);
    }
    Files.writeString(part, key + "\n", StandardOpenOption.WRITE);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
