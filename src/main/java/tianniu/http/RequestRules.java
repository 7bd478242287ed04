package tianniu.http;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;

/**
 * Refuses what can be read in two ways, beyond what the server library refuses. A proxy before us
 * may have judged one reading; acting on the other would go round it.
 */
final class RequestRules {
  /** Segments of dots; encoded ones are refused by the library. */
  private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(?:/|$)");

  private static final Set<HttpHeader> ONCE =
      EnumSet.of(HttpHeader.AUTHORIZATION, HttpHeader.CONTENT_TYPE, HttpHeader.UPGRADE);

  private RequestRules() {}

  /**
   * Whether every reader finds the same end of the body: the one coding of it is {@code chunked}.
   */
  static boolean isPlainlyFramed(Request request) {
    List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
    return codings.isEmpty()
        || (codings.size() == 1
            && codings.getFirst().equalsIgnoreCase("chunked")
            && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1);
  }

  /** Whether a path is the same decoded: then it can be looked up as it is. */
  static boolean isPlain(String path) {
    return path.indexOf('%') < 0 && path.indexOf(';') < 0 && !path.contains("/.");
  }

  static boolean hasBody(Request request) {
    return request.getHeaders().contains(HttpHeader.CONTENT_LENGTH)
        || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  /** The path as routes know it, decoded. */
  static String path(Request request) {
    String raw = request.getHttpURI().getPath();
    String decoded = request.getHttpURI().getCanonicalPath();
    if (raw == null || decoded == null) {
      return "";
    }
    if (raw.indexOf(';') >= 0 || (raw.contains("/.") && DOTS.matcher(raw).find())) {
      throw invalid(Violation.Where.PATH, "path", "has segments of dots, or parameters");
    }
    return decoded;
  }

  /** Headers of which one alone counts, and a key that is given in two ways. */
  static void checkHeaders(Request request) {
    Set<HttpHeader> seen = EnumSet.noneOf(HttpHeader.class);
    int keys = 0;
    for (HttpField field : request.getHeaders()) {
      HttpHeader header = field.getHeader();
      if (header != null && ONCE.contains(header) && !seen.add(header)) {
        throw invalid(Violation.Where.HEADER, header.asString(), "must be given once");
      }
      if (header == HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL) {
        for (String protocol : field.getValueList()) {
          keys += protocol.startsWith(tianniu.http.Request.KEY_PROTOCOL) ? 1 : 0;
        }
      }
    }
    if (keys + (seen.contains(HttpHeader.AUTHORIZATION) ? 1 : 0) > 1) {
      throw invalid(
          Violation.Where.HEADER,
          "Authorization",
          "or one subprotocol gives the key, and nothing beside it");
    }
  }

  private static FaultException invalid(Violation.Where where, String name, String message) {
    return Fault.invalid(new Violation(where, name, message)).asException();
  }
}
