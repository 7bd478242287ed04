package tianniu.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes the one shape that every error has. */
final class ErrorBody {
  private ErrorBody() {}

  /** The headers that every answer has must be there already. */
  static void write(FaultReply fault, String requestId, Response response, Callback callback) {
    response.setStatus(fault.status());
    HttpFields.Mutable headers = response.getHeaders();
    fault.headers().forEach(headers::put);
    headers.put(HttpHeader.CONTENT_TYPE, "application/json");
    byte[] bytes = fault.json(requestId);
    headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }
}
