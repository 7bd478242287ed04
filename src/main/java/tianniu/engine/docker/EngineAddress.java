package tianniu.engine.docker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a Docker engine listens, as {@code DOCKER_HOST} and {@code DOCKER_CERT_PATH} say it. */
public sealed interface EngineAddress {
  /** A Unix-domain socket of this machine. */
  record Unix(Path path) implements EngineAddress {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /**
   * A TCP port.
   *
   * @param certificates directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem}; null
   *     speaks without TLS
   */
  record Tcp(String host, int port, @Nullable Path certificates) implements EngineAddress {
    @Override
    public String toString() {
      return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** Reads {@code unix:///path} or {@code tcp://host:port} without TLS. */
  static EngineAddress parse(String text) {
    return parse(text, null);
  }

  /**
   * Reads {@code unix:///path} or {@code tcp://host:port}. Docker's own ports are taken when none
   * is given: 2375, and 2376 with TLS.
   *
   * @param certificates for TLS; not used on a Unix-domain socket
   * @throws IllegalArgumentException with one sentence for people
   */
  static EngineAddress parse(String text, @Nullable Path certificates) {
    if (text.startsWith("unix://")) {
      return unix(text, text.substring("unix://".length()));
    }
    if (text.startsWith("tcp://")) {
      return tcp(text, certificates);
    }
    throw new IllegalArgumentException(
        "The engine address '" + text + "' must begin with unix:// or tcp://.");
  }

  private static EngineAddress unix(String text, String path) {
    if (!path.startsWith("/") || path.length() == 1 || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The engine address '" + text + "' must name an absolute path after unix://.");
    }
    return new Unix(Path.of(path));
  }

  private static EngineAddress tcp(String text, @Nullable Path certificates) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw notHostAndPort(text);
    }
    String host = uri.getHost();
    String path = uri.getRawPath();
    boolean bare =
        (path == null || path.isEmpty() || path.equals("/"))
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getRawUserInfo() == null;
    int port = uri.getPort();
    if (host == null || !bare || port == 0 || port > 65535) {
      throw notHostAndPort(text);
    }
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int usual = certificates == null ? 2375 : 2376;
    return new Tcp(name, port < 0 ? usual : port, certificates);
  }

  private static IllegalArgumentException notHostAndPort(String text) {
    return new IllegalArgumentException(
        "The engine address '" + text + "' must be tcp://host:port.");
  }
}
