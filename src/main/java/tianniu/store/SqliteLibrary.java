package tianniu.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite's native library, as the build has unpacked it beside the driver's jar. Left alone the
 * driver unpacks it into the folder for temporary files at each start, and runs {@code uname} to
 * see whether this is Android.
 */
final class SqliteLibrary {
  private static final String PLACE = "org.sqlite.lib.path";

  private SqliteLibrary() {}

  /** Tells the driver where it is; where it is not, the driver does as it always does. */
  static void locate() {
    Path folder = folder();
    if (folder != null && System.getProperty(PLACE) == null) {
      System.setProperty(PLACE, folder.toString());
    }
  }

  private static @Nullable Path folder() {
    CodeSource source = SQLiteDataSource.class.getProtectionDomain().getCodeSource();
    String machine = machine(System.getProperty("os.arch", ""));
    if (source == null || machine == null || !System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    Path folder = beside(source, machine);
    return folder != null && Files.isRegularFile(folder.resolve("libsqlitejdbc.so"))
        ? folder
        : null;
  }

  /** In the driver's own order, below a folder of the jar's name: so it is of the same version. */
  private static @Nullable Path beside(CodeSource source, String machine) {
    try {
      URL location = source.getLocation();
      if (location == null) {
        // So it is when the JVM starts by a cache whose program has moved since.
        return null;
      }
      URI jar = location.toURI();
      return Path.of(jar)
          .resolveSibling(Path.of(jar).getFileName().toString().replaceFirst("\\.jar$", ""))
          .resolve("org/sqlite/native/Linux")
          .resolve(machine);
    } catch (URISyntaxException | IllegalArgumentException _) {
      // Not a file of this machine.
      return null;
    }
  }

  private static @Nullable String machine(String architecture) {
    return switch (architecture) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "aarch64";
      default -> null;
    };
  }
}
