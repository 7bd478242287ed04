package tianniu.http;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;

/**
 * What every answer carries, whoever makes it. Set first: an answer that needs a laxer policy, as a
 * page does, puts its own in place of one of these.
 */
final class AnswerHeaders {
  private static final List<HttpField> ALWAYS =
      List.of(
          new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store"),
          new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
          new PreEncodedHttpField("X-Frame-Options", "DENY"),
          new PreEncodedHttpField(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
          new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"));

  /** A year. Not for subdomains: those are other machines, which may speak plain HTTP. */
  private static final HttpField ONLY_TLS =
      new PreEncodedHttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");

  private final List<HttpField> fields;
  private final Cors cors;

  AnswerHeaders(boolean tls, Cors cors) {
    List<HttpField> all = new ArrayList<>(ALWAYS);
    if (tls) {
      all.add(ONLY_TLS);
    }
    this.fields = List.copyOf(all);
    this.cors = cors;
  }

  /** Begins the headers of an answer anew. */
  void begin(Request request, String id, HttpFields.Mutable headers) {
    headers.clear();
    for (HttpField field : fields) {
      headers.add(field);
    }
    headers.add(RequestIds.HEADER, id);
    cors.addTo(request, headers);
  }
}
