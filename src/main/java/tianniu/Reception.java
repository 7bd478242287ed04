package tianniu;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Network;
import tianniu.config.Config;
import tianniu.http.Exposure;
import tianniu.http.ServerTls;

/** How the server meets its clients, as the settings have it. */
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private Reception() {}

  /**
   * Reads the settings.
   *
   * @throws IOException when one of them cannot be used; one sentence for people
   */
  static Exposure of(Config config, InstantSource clock) throws IOException {
    Config.Web web = config.web();
    List<Network> proxies = new ArrayList<>();
    for (String text : web.trustedProxies()) {
      proxies.add(
          Network.parse(text)
              .orElseThrow(
                  () ->
                      new IOException(
                          "trusted-proxies has \""
                              + text
                              + "\", which is no IP address and no network.")));
    }
    ServerTls tls =
        web.tlsCert() == null || web.tlsKey() == null
            ? null
            : ServerTls.open(web.tlsCert(), web.tlsKey(), clock);
    if (isOpen(tls, proxies, config.listen().host())) {
      LOG.warn(
          "listening on {} without TLS: keys cross the network readable by all who carry them."
              + " Set tls-cert and tls-key, or listen on 127.0.0.1, or name the proxy that speaks"
              + " TLS before this server in trusted-proxies",
          config.listen());
    }
    return new Exposure(
        tls,
        proxies,
        text(config.publicUrl()),
        web.corsOrigins().stream().map(URI::toString).toList());
  }

  /** As one who is on this machine reaches the server. */
  static String url(Config config, int port) {
    String host = config.listen().host();
    String reachable =
        switch (host) {
          case "0.0.0.0", "::" -> "127.0.0.1";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    return scheme(config) + "://" + reachable + ":" + port;
  }

  static String scheme(Config config) {
    return config.web().tlsCert() == null ? "http" : "https";
  }

  /** Whether what is sent can be read on a network, as far as we know. */
  static boolean isOpen(@Nullable ServerTls tls, List<Network> proxies, String host) {
    return tls == null && proxies.isEmpty() && !isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      // Then nothing can listen there either, which is said where it is tried.
      return true;
    }
  }

  private static @Nullable String text(@Nullable URI uri) {
    return uri == null ? null : uri.toString();
  }
}
