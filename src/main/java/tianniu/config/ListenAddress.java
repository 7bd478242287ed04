package tianniu.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the server listens.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 0..65535, where 0 takes any free port
 */
public record ListenAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9](?:[A-Za-z0-9.-]*))):([0-9]{1,5})");
  private static final Pattern DOTTED = Pattern.compile("[0-9.]+");

  /** Reads {@code HOST:PORT}, with an IPv6 address in brackets; resolves no name. */
  static Optional<ListenAddress> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(3));
    String v6 = matcher.group(1);
    String host = v6 == null ? matcher.group(2) : v6;
    if (port > 65535 || !isHost(host, v6 != null)) {
      return Optional.empty();
    }
    return Optional.of(new ListenAddress(host, port));
  }

  private static boolean isHost(String host, boolean v6) {
    try {
      if (v6) {
        Inet6Address.ofLiteral(host);
      } else if (DOTTED.matcher(host).matches()) {
        Inet4Address.ofLiteral(host);
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The same text that {@link #parse} reads. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
