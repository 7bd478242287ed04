package tianniu.http;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What pages of other origins may do: nothing, unless their origin is configured. Keys are sent in
 * a header and never by the browser itself, so credentials are not allowed to anybody.
 */
final class Cors {
  private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "Origin");
  private static final HttpField EXPOSED =
      new PreEncodedHttpField(
          "Access-Control-Expose-Headers",
          "X-Request-Id, X-Tianniu-Stale, Operation-Location, Idempotency-Replayed, Retry-After,"
              + " RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset");
  private static final List<HttpField> PREFLIGHT =
      List.of(
          new PreEncodedHttpField("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"),
          new PreEncodedHttpField(
              "Access-Control-Allow-Headers",
              "Authorization, Content-Type, Idempotency-Key, X-Request-Id, Last-Event-ID"),
          // In seconds. Browsers hold to ten minutes at most, or to two hours.
          new PreEncodedHttpField("Access-Control-Max-Age", "600"));

  private final Set<String> origins;

  Cors(List<String> origins) {
    this.origins = origins.stream().map(Origins::canonical).collect(Collectors.toUnmodifiableSet());
  }

  /** Lets a page of a configured origin read the answer. */
  void addTo(Request request, HttpFields.Mutable headers) {
    if (origins.isEmpty()) {
      return;
    }
    headers.add(VARY);
    String origin = allowed(request);
    if (origin != null) {
      headers.add("Access-Control-Allow-Origin", origin);
      headers.add(EXPOSED);
    }
  }

  /** Whether a browser asks on behalf of a configured origin whether it may send a request. */
  boolean isPreflight(Request request) {
    return !origins.isEmpty()
        && request.getMethod().equals("OPTIONS")
        && request.getHeaders().contains("Access-Control-Request-Method")
        && allowed(request) != null;
  }

  void addPreflight(HttpFields.Mutable headers) {
    PREFLIGHT.forEach(headers::add);
  }

  private @Nullable String allowed(Request request) {
    List<String> said = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
    return said.size() == 1 && origins.contains(Origins.canonical(said.getFirst()))
        ? said.getFirst()
        : null;
  }
}
