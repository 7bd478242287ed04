package tianniu.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tianniu.config.Config;
import tianniu.keyring.MasterKey;

/**
 * An empty database of the newest schema, made once for tests that start many servers: making one
 * takes most of a start.
 */
public final class ReadyDatabase {
  private static final List<Content> FILES = make();

  private ReadyDatabase() {}

  /** Puts it into a data directory that has none. */
  public static void copyInto(Path dataDir) throws IOException {
    Files.createDirectories(dataDir);
    for (Content file : FILES) {
      Files.write(dataDir.resolve(file.name()), file.bytes());
    }
  }

  private static List<Content> make() {
    try {
      Path dataDir = Files.createTempDirectory("tianniu-ready-");
      MasterKey key = MasterKey.loadOrCreate(dataDir, null);
      Stores.open(dataDir, new Config.Storage(null, null, 365), key).close();
      List<Content> files = List.of(read(dataDir, "tianniu.db"), read(dataDir, "master.key"));
      try (Stream<Path> left = Files.walk(dataDir)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Content read(Path dataDir, String name) throws IOException {
    return new Content(name, Files.readAllBytes(dataDir.resolve(name)));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(String name, byte[] bytes) {}
}
