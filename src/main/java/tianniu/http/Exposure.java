package tianniu.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Network;

/**
 * How the server is reached: what it speaks, and whom of those before it and around it it believes.
 *
 * @param tls null for plain HTTP
 * @param trustedProxies whose {@code X-Forwarded-} headers are believed
 * @param publicOrigin where browsers find the server when a proxy stands before it
 * @param corsOrigins whose pages may call from a browser
 */
public record Exposure(
    @Nullable ServerTls tls,
    List<Network> trustedProxies,
    @Nullable String publicOrigin,
    List<String> corsOrigins) {
  /** Plain HTTP, nobody before it, no other pages. */
  public static final Exposure PLAIN = new Exposure(null, List.of(), null, List.of());

  public Exposure {
    trustedProxies = List.copyOf(trustedProxies);
    corsOrigins = List.copyOf(corsOrigins);
  }
}
