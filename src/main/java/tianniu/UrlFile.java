package tianniu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells where the server listens, in the file {@code url} of the data directory while it runs: with
 * port 0 nobody could know otherwise.
 */
final class UrlFile implements AutoCloseable {
  private final Path file;

  private UrlFile(Path file) {
    this.file = file;
  }

  /**
   * Writes {@code http://host:port}, or https, as one who is on this machine reaches the server.
   */
  static UrlFile write(Path dataDir, String url) throws IOException {
    Path file = dataDir.resolve("url");
    Files.writeString(file, url + "\n");
    return new UrlFile(file);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
