package tianniu.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Whose pages a request may come from. A browser says in {@code Origin} which page makes it send
 * something, and lets any page open a WebSocket anywhere.
 */
final class Origins {
  private final Proxies proxies;
  private final Set<String> ours;

  Origins(Exposure exposure, Proxies proxies) {
    this.proxies = proxies;
    this.ours =
        Stream.concat(Stream.ofNullable(exposure.publicOrigin()), exposure.corsOrigins().stream())
            .map(Origins::canonical)
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether the request comes from no page, or from one of ours: of the origin that it is sent to,
   * of the public one, or of one that is configured. A page without an origin says {@code null} and
   * may be anybody's.
   */
  boolean isOurs(Request request) {
    List<String> said = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
    if (said.isEmpty()) {
      return true;
    }
    String origin = canonical(said.getFirst());
    return said.size() == 1
        && (origin.equals(canonical(proxies.origin(request))) || ours.contains(origin));
  }

  /** Scheme and host in lower case, without the scheme's own port. */
  static String canonical(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    String port = lower.startsWith("https://") ? ":443" : ":80";
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }
}
