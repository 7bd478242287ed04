package tianniu.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;
import tianniu.fault.Violation;

/**
 * A fault as the API answers it: the one table from fault to status and code.
 *
 * @param details a JSON object
 * @param headers beyond those of every answer
 */
public record FaultReply(
    int status,
    String code,
    String message,
    Map<String, Object> details,
    Map<String, String> headers) {
  /**
   * How long a client had best wait for an engine that is away, or for a server that comes next.
   */
  static final String ENGINE_RETRY_SECONDS = "2";

  private static final String STORE_RETRY_SECONDS = "5";

  private static final String IN_USE_RETRY_SECONDS = "2";

  /** The error object of a body or of an item in a batch. */
  public Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", code);
    body.put("message", message);
    body.put("details", details);
    return body;
  }

  /** The whole body of an answer. */
  public byte[] json(String requestId) {
    Map<String, Object> body = body();
    body.put("request_id", requestId);
    return Json.bytes(Map.of("error", body));
  }

  /** What a bug answers: nothing of the exception. */
  static FaultReply internalError() {
    return reply(500, "INTERNAL_ERROR", "Internal server error", Map.of());
  }

  public static FaultReply of(Fault fault) {
    return switch (fault) {
      case Fault.Unauthenticated(var message) ->
          reply(401, "AUTHENTICATION_FAILED", message, Map.of()).with("WWW-Authenticate", "Bearer");
      case Fault.Denied(var message, var field) ->
          reply(
              403, "PERMISSION_DENIED", message, field == null ? Map.of() : Map.of("field", field));
      case Fault.Invalid(var violations) -> invalid(violations);
      case Fault.NoSuchContainer(var asked) ->
          reply(
              404,
              "CONTAINER_NOT_FOUND",
              "Container with ID '" + asked + "' not found",
              Map.of("container_id", asked));
      case Fault.ContainerExists(var name) ->
          reply(
              409,
              "CONTAINER_ALREADY_EXISTS",
              "Container with name '" + name + "' already exists",
              Map.of("name", name));
      case Fault.WrongState state -> wrongState(state);
      case Fault.NoSuchImage(var image, var reason) -> noSuchImage(image, reason);
      case Fault.NoSuchNetwork(var network) ->
          reply(
              404,
              "NETWORK_NOT_FOUND",
              "Network '" + network + "' not found",
              Map.of("network", network));
      case Fault.NoSuchVolume(var volume) ->
          reply(
              404,
              "VOLUME_NOT_FOUND",
              "Volume '" + volume + "' not found",
              Map.of("volume", volume));
      case Fault.NoSuchSecret(var secret, var key) ->
          reply(
              404,
              "SECRET_NOT_FOUND",
              "Secret '" + secret + "' with key '" + key + "' not found",
              ordered("secret_name", secret, "key", key));
      case Fault.NoSuch(var kind, var name) ->
          reply(
              404,
              kind.name() + "_NOT_FOUND",
              capitalized(kind) + " '" + name + "' not found",
              Map.of(kind.word(), name));
      case Fault.Exists(var kind, var name) ->
          reply(
              409,
              kind.name() + "_ALREADY_EXISTS",
              capitalized(kind) + " '" + name + "' already exists",
              Map.of(kind.word(), name));
      case Fault.InUse(var kind, var name, var users) ->
          reply(
              409,
              kind.name() + "_IN_USE",
              capitalized(kind) + " '" + name + "' is in use",
              ordered(kind.word(), name, "used_by", users));
      case Fault.StoreUnavailable(var problem) ->
          reply(503, "STORE_UNAVAILABLE", storeMessage(problem), Map.of())
              .with("Retry-After", STORE_RETRY_SECONDS);
      case Fault.LimitExceeded limit -> limitExceeded(limit);
      case Fault.PortInUse(var port, var protocol) ->
          reply(
              409,
              "PORT_ALREADY_IN_USE",
              "Port " + port + "/" + protocol + " of the host is already in use",
              ordered("port", port, "protocol", protocol));
      case Fault.ExecTimedOut timedOut -> execTimedOut(timedOut);
      case Fault.TooManyRequests tooMany -> tooManyRequests(tooMany);
      case Fault.NoSuchRoute(var path) ->
          reply(404, "NOT_FOUND", "There is no such path", Map.of("path", path));
      case Fault.MethodNotAllowed(var method, var allowed) ->
          reply(
                  405,
                  "METHOD_NOT_ALLOWED",
                  "The method " + method + " is not allowed here",
                  ordered("method", method, "allowed", allowed))
              .with("Allow", String.join(", ", allowed));
      case Fault.PayloadTooLarge(var maxBytes) ->
          reply(
              413,
              "PAYLOAD_TOO_LARGE",
              "The body is larger than " + maxBytes + " bytes",
              Map.of("max_bytes", maxBytes));
      case Fault.UnsupportedMediaType(var type) ->
          reply(
              415,
              "UNSUPPORTED_MEDIA_TYPE",
              "The body must be application/json in UTF-8",
              Map.of("content_type", type));
      case Fault.IdempotencyKeyReused() ->
          reply(
              422,
              "IDEMPOTENCY_KEY_REUSED",
              "The Idempotency-Key was used for another request",
              Map.of());
      case Fault.IdempotencyKeyInUse() ->
          reply(
                  409,
                  "IDEMPOTENCY_KEY_IN_USE",
                  "The request with this Idempotency-Key is still being done",
                  Map.of())
              .with("Retry-After", IN_USE_RETRY_SECONDS);
      case Fault.OutcomeUnknown(var first) ->
          reply(
              409,
              "OUTCOME_UNKNOWN",
              "The command may have run: its end was lost, and it is not run again",
              Map.of("first_request_id", first));
      case Fault.EngineUnavailable _ ->
          reply(503, "ENGINE_UNAVAILABLE", "The container engine does not answer", Map.of())
              .with("Retry-After", ENGINE_RETRY_SECONDS);
      case Fault.Overloaded(var message) ->
          reply(503, "ENGINE_UNAVAILABLE", message, Map.of())
              .with("Retry-After", ENGINE_RETRY_SECONDS);
      case Fault.NotCancellable(var id, var status) -> notCancellable(id, status);
      case Fault.EngineRefused _ -> internalError();
    };
  }

  private static FaultReply invalid(List<Violation> violations) {
    Map<String, Object> details = new LinkedHashMap<>();
    Violation first = violations.getFirst();
    details.put(kind(first), first.path());
    details.put(
        "violations",
        violations.stream()
            .map(each -> ordered(kind(each), each.path(), "message", each.message()))
            .toList());
    String message =
        first.path().isEmpty() ? first.message() : first.path() + " " + first.message();
    String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
    return reply(400, "INVALID_PARAMETER", "Invalid request: " + message + more, details);
  }

  private static String kind(Violation violation) {
    return switch (violation.where()) {
      case BODY -> "field";
      case QUERY, PATH, HEADER -> "parameter";
    };
  }

  private static FaultReply notCancellable(String id, String status) {
    boolean isUnderWay = status.equals("accepted") || status.equals("running");
    return reply(
        409,
        "OPERATION_NOT_CANCELLABLE",
        isUnderWay
            ? "Operation '" + id + "' is " + status + " and cannot be cancelled any more"
            : "Operation '" + id + "' has already ended (" + status + ")",
        ordered("operation", id, "status", status));
  }

  private static FaultReply wrongState(Fault.WrongState state) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("container_id", state.containerId());
    details.put("status", state.status());
    details.put("allowed", state.allowed());
    return reply(
        400,
        "INVALID_CONTAINER_STATE",
        "Cannot "
            + state.action()
            + " a container whose status is "
            + state.status()
            + "; allowed: "
            + String.join(", ", state.allowed()),
        details);
  }

  private static FaultReply noSuchImage(String image, ImageProblem reason) {
    String message =
        switch (reason) {
          case NOT_FOUND -> "Image '" + image + "' not found";
          case ACCESS_DENIED -> "Image '" + image + "' not found: its registry denies access";
          case REGISTRY_UNREACHABLE ->
              "Image '" + image + "' not found: its registry cannot be reached";
        };
    return reply(
        404,
        "IMAGE_NOT_FOUND",
        message,
        ordered("image", image, "reason", reason.name().toLowerCase(Locale.ROOT)));
  }

  private static FaultReply limitExceeded(Fault.LimitExceeded limit) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("resource", limit.resource());
    details.put("limit", limit.limit());
    details.put("used", limit.used());
    details.put("requested", limit.requested());
    String message =
        "More " + limit.resource() + " was requested (" + limit.requested() + ") than there is (";
    String quota = limit.quota();
    if (quota == null) {
      return reply(403, "RESOURCE_LIMIT_EXCEEDED", message + limit.limit() + ")", details);
    }
    details.put("quota", quota);
    message += limit.used() + " of " + limit.limit() + " used in quota '" + quota + "')";
    return reply(403, "RESOURCE_LIMIT_EXCEEDED", message, details);
  }

  private static FaultReply execTimedOut(Fault.ExecTimedOut timedOut) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("timeout", Durations.text(timedOut.limit()));
    details.put("stdout", timedOut.stdout());
    details.put("stderr", timedOut.stderr());
    details.put("truncated", timedOut.truncated());
    return reply(
        504,
        "EXEC_TIMEOUT",
        "The command was killed after " + Durations.text(timedOut.limit()),
        details);
  }

  private static String storeMessage(Fault.StoreProblem problem) {
    return switch (problem) {
      case NO_ANSWER -> "The server's database does not answer";
      case DISK_FULL -> "The disk with the server's database is full";
      case READ_ONLY -> "The server's database cannot be written";
      case DAMAGED -> "The server's database is damaged";
    };
  }

  private static String capitalized(Fault.Kind kind) {
    return kind.name().charAt(0) + kind.word().substring(1);
  }

  private static FaultReply tooManyRequests(Fault.TooManyRequests tooMany) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Retry-After", Long.toString(Math.max(1, tooMany.retryAfter().toSeconds())));
    if (tooMany.limit() > 0) {
      headers.put("RateLimit-Limit", Integer.toString(tooMany.limit()));
      headers.put("RateLimit-Remaining", "0");
      headers.put("RateLimit-Reset", Long.toString(tooMany.resetSeconds()));
    }
    return new FaultReply(429, "RATE_LIMIT_EXCEEDED", "Too many requests", Map.of(), headers);
  }

  private FaultReply with(String header, String value) {
    return new FaultReply(status, code, message, details, Map.of(header, value));
  }

  private static FaultReply reply(
      int status, String code, String message, Map<String, Object> details) {
    return new FaultReply(status, code, message, details, Map.of());
  }

  private static Map<String, Object> ordered(
      String firstName, Object first, String secondName, Object second) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(firstName, first);
    map.put(secondName, second);
    return map;
  }
}
