package tianniu.http;

import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import tianniu.fault.Fault;
import tianniu.fault.Violation;

/**
 * Answers what never reaches a route because the server library refused it: malformed request
 * lines, oversized headers, ambiguous paths. Same shape as every other error.
 */
final class ServerErrors extends ErrorHandler {
  private final AnswerHeaders headers;

  ServerErrors(AnswerHeaders headers) {
    this.headers = headers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    FaultReply fault =
        switch (status) {
          case 404 -> FaultReply.of(new Fault.NoSuchRoute(""));
          case 405, 501 -> FaultReply.of(new Fault.MethodNotAllowed("", List.of()));
          case 413 -> FaultReply.of(new Fault.PayloadTooLarge(tianniu.http.Request.MAX_BODY_BYTES));
          case 431 -> invalid("the request's headers are too large");
          case 414 -> invalid("the request's path and query are too long");
          case 426, 505 -> invalid("the request is not of HTTP/1.1");
          default -> status >= 500 ? unexpected(status) : malformed(request);
        };
    String id = RequestIds.idFor(request.getHeaders().get(RequestIds.HEADER));
    headers.begin(request, id, response.getHeaders());
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    ErrorBody.write(fault, id, response, callback);
    return true;
  }

  /** The library's own words are not for callers, but they tell where the fault is. */
  private static FaultReply malformed(Request request) {
    boolean path = String.valueOf(request.getAttribute(ERROR_MESSAGE)).contains("URI");
    return path
        ? FaultReply.of(
            Fault.invalid(
                new Violation(
                    Violation.Where.PATH, "path", "is ambiguous, or is not encoded in UTF-8")))
        : invalid("the request is malformed");
  }

  private static FaultReply invalid(String message) {
    return FaultReply.of(Fault.invalid(new Violation(Violation.Where.HEADER, "", message)));
  }

  /** A server that is stopping answers 503; anything else is a bug. */
  private static FaultReply unexpected(int status) {
    return status == 503
        ? new FaultReply(
            503,
            "ENGINE_UNAVAILABLE",
            "The server is stopping",
            Map.of(),
            Map.of("Retry-After", FaultReply.ENGINE_RETRY_SECONDS))
        : FaultReply.internalError();
  }
}
