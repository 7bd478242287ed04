package tianniu.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Network;

/**
 * Who stands between clients and us. Headers that tell of the client are believed from a trusted
 * proxy only: anybody can write them.
 */
final class Proxies {
  /** An address as proxies write it: IPv6 perhaps in brackets, and then perhaps with a port. */
  private static final Pattern HOP =
      Pattern.compile("\\[([^\\[\\]]+)](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}|([^\\[\\]]+)");

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

  /** Of a connection that has just been closed: nobody will hear the answer. */
  private static final InetAddress GONE = InetAddress.ofLiteral("0.0.0.0");

  private final List<Network> trusted;

  Proxies(List<Network> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /**
   * The client's address: the nearest one that is no trusted proxy's. Each proxy appends whom it
   * heard from, so the list is read from its end, and no further than it can be understood.
   */
  InetAddress client(Request request) {
    InetAddress nearest = peer(request);
    if (!isTrusted(nearest)) {
      return nearest;
    }
    List<String> hops = list(request, "X-Forwarded-For");
    for (String hop : hops.reversed()) {
      Optional<InetAddress> address = address(hop);
      if (address.isEmpty()) {
        return nearest;
      }
      nearest = address.get();
      if (!isTrusted(nearest)) {
        return nearest;
      }
    }
    return nearest;
  }

  /** Scheme and authority by which the client reached us, as far as that is known. */
  String origin(Request request) {
    // Not the request's own word: its target may name any scheme.
    String scheme = request.getConnectionMetaData().isSecure() ? "https" : "http";
    String authority = request.getHttpURI().getAuthority();
    if (!trusted.isEmpty() && isTrusted(peer(request))) {
      String proto = last(request, "X-Forwarded-Proto");
      String host = last(request, "X-Forwarded-Host");
      String lower = proto == null ? "" : proto.toLowerCase(Locale.ROOT);
      scheme = lower.equals("https") || lower.equals("http") ? lower : scheme;
      authority = host != null && AUTHORITY.matcher(host).matches() ? host : authority;
    }
    return scheme + "://" + authority;
  }

  private boolean isTrusted(InetAddress address) {
    for (Network network : trusted) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static InetAddress peer(Request request) {
    SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
    if (peer instanceof InetSocketAddress inet && inet.getAddress() != null) {
      return inet.getAddress();
    }
    return GONE;
  }

  static Optional<InetAddress> address(String hop) {
    Matcher form = HOP.matcher(hop);
    if (!form.matches()) {
      return Optional.empty();
    }
    String bracketed = form.group(1);
    String withPort = form.group(2);
    String text = bracketed != null ? bracketed : withPort != null ? withPort : form.group(3);
    return text == null ? Optional.empty() : Network.parseAddress(text);
  }

  /** What the nearest proxy wrote: before it may stand what the client itself did. */
  private static @Nullable String last(Request request, String header) {
    List<String> values = list(request, header);
    return values.isEmpty() ? null : values.getLast();
  }

  private static List<String> list(Request request, String header) {
    return request.getHeaders().getValuesList(header).stream()
        .flatMap(line -> Pattern.compile(",").splitAsStream(line))
        .map(String::strip)
        .toList();
  }
}
