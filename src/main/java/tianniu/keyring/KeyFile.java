package tianniu.keyring;

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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file with one key, one line of text, which only its owner can read. */
public record KeyFile(Path path) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  /**
   * The key; null when there is no file.
   *
   * @throws IOException when the file cannot be used; says which and why
   */
  public @Nullable String read() throws IOException {
    try {
      String kept = Files.readString(path, StandardCharsets.UTF_8).strip();
      if (kept.isEmpty()) {
        throw new IOException("the key file " + path + " is empty: delete it for a new key");
      }
      Files.setPosixFilePermissions(path, OWNER_ONLY);
      return kept;
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  /** Whole or not at all: a crash leaves no half of a key behind. */
  public void write(String key) throws IOException {
    Path part = path.resolveSibling(path.getFileName() + ".part");
    Files.deleteIfExists(part);
    try {
      Files.createFile(part, PRIVATE);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("another server is starting in " + path.getParent(), e);
    }
    Files.writeString(part, key + "\n", StandardOpenOption.WRITE);
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
