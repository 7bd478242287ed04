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

  /** Writes {@code http://host:port}, as one who is on this machine reaches the server. */
  static UrlFile write(Path dataDir, String host, int port) throws IOException {
    String reachable =
        switch (host) {
          case "0.0.0.0", "::" -> "127.0.0.1";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    Path file = dataDir.resolve("url");
    Files.writeString(file, "http://" + reachable + ":" + port + "\n");
    return new UrlFile(file);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
