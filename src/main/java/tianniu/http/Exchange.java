package tianniu.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;

/** One request's way out. */
final class Exchange {
  private static final String STALE = "X-Tianniu-Stale";

  private static final Fault NO_HANDSHAKE =
      Fault.invalid(
          new Violation(
              Violation.Where.HEADER, "Upgrade", "is not a WebSocket handshake of version 13"));

  private final org.eclipse.jetty.server.Request jetty;
  private final Response response;
  private final Callback callback;
  private final String id;
  private final AnswerHeaders always;
  private final Closing closing;
  private @Nullable Caller caller;
  private @Nullable Trail trail;
  private Map<String, String> admission = Map.of();
  private @Nullable String age;
  private volatile boolean ended;

  Exchange(
      org.eclipse.jetty.server.Request jetty,
      Response response,
      Callback callback,
      String id,
      AnswerHeaders always,
      Closing closing) {
    this.jetty = jetty;
    this.response = response;
    this.callback = callback;
    this.id = id;
    this.always = always;
    this.closing = closing;
    begin();
  }

  private void begin() {
    always.begin(jetty, id, response.getHeaders());
    if (closing.hasBegun() && isHttp11()) {
      // So that a client learns it from an answer, and not from a connection that breaks.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
  }

  private boolean isHttp11() {
    return jetty.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
  }

  /** Whose share of the server this takes from. */
  Object who() {
    return caller == null ? id : caller.keyId();
  }

  EndPoint connection() {
    return jetty.getConnectionMetaData().getConnection().getEndPoint();
  }

  org.eclipse.jetty.server.Request jetty() {
    return jetty;
  }

  String id() {
    return id;
  }

  /** For the log. Never the query: somebody may have put a key there. */
  String what() {
    return jetty.getMethod() + " " + jetty.getHttpURI().getPath();
  }

  /** There is nobody left to answer. */
  void abandon(Throwable cause) {
    callback.failed(cause);
  }

  /** Null on a route that is public. */
  @Nullable Caller caller() {
    return caller;
  }

  /** Where it is noted how the request ends. */
  void notedIn(Trail noted) {
    trail = noted;
  }

  void admitted(Door.Admission given) {
    caller = given.caller();
    if (trail != null) {
      trail.calledBy(caller);
    }
    admission = given.headers();
    admission.forEach(response.getHeaders()::put);
  }

  /**
   * Says how old what is answered may be.
   *
   * @param seconds negative when it is not old
   */
  void aged(long seconds) {
    if (seconds >= 0) {
      age = Long.toString(seconds);
      response.getHeaders().put(STALE, age);
    }
  }

  /** Cuts the connection when the key ends, until the answer has ended: then it is another's. */
  private void holdWithLease() {
    if (caller == null) {
      return;
    }
    EndPoint connection = connection();
    caller
        .lease()
        .hold(
            new Lease.Held() {
              @Override
              public boolean isOpen() {
                return !ended && connection.isOpen();
              }

              @Override
              public void cut() {
                if (!ended) {
                  connection.close();
                }
              }
            });
  }

  void send(Reply reply) throws IOException {
    remember(reply);
    switch (reply) {
      case Reply.Whole(var contentType, var body, var headers) -> {
        headers.forEach(response.getHeaders()::put);
        whole(contentType, body);
      }
      case Reply.Unready(var body) -> {
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
        response.getHeaders().put(HttpHeader.RETRY_AFTER, FaultReply.ENGINE_RETRY_SECONDS);
        whole("application/json", body);
      }
      case Reply.Again(var status, _, var headers, var body) -> {
        Request.drainUnread(jetty);
        response.setStatus(status);
        headers.forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.write(true, body.duplicate(), callback);
      }
      case Reply.Streamed streamed -> stream(streamed);
      case Reply.Upgrade upgrade -> upgrade(upgrade);
    }
  }

  private void whole(String contentType, ByteBuffer body) {
    Request.drainUnread(jetty);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
    response.write(true, body.duplicate(), callback);
  }

  /** A success is remembered before its answer goes out, or it is none. */
  private void remember(Reply reply) {
    if (trail == null || (reply instanceof Reply.Upgrade && trail.isStarted())) {
      return;
    }
    boolean remembered = false;
    try {
      if (reply instanceof Reply.Again again) {
        trail.over(again.outcome(), again.status());
      } else {
        trail.over(Deed.OK, 200);
      }
      remembered = true;
    } finally {
      if (!remembered && reply instanceof Reply.Upgrade upgrade) {
        upgrade.abandoned().run();
      }
    }
  }

  /** What is answered in place of a fault: the same, unless that could not be remembered. */
  private FaultReply remember(FaultReply fault) {
    try {
      if (trail != null) {
        trail.over(fault.code(), fault.status());
      }
      return fault;
    } catch (FaultException e) {
      FaultReply unrecorded = FaultReply.of(e.fault());
      // Of two failures of the database, the first one says what is the matter.
      return unrecorded.code().equals(fault.code()) ? fault : unrecorded;
    }
  }

  private void stream(Reply.Streamed streamed) throws IOException {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, streamed.contentType());
    holdWithLease();
    if (streamed.endless()) {
      jetty.addIdleTimeoutListener(_ -> false);
      // Nothing may follow an endless body: see ReplyStream.isClientGone.
      if (isHttp11()) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      response.getHeaders().put("X-Accel-Buffering", "no");
    }
    OutputStream out = Response.asBufferedOutputStream(jetty, response);
    streamed.body().writeTo(new ReplyStream(out, connection(), closing));
    out.close();
    ended = true;
    callback.succeeded();
  }

  private void upgrade(Reply.Upgrade upgrade) {
    ServerWebSocketContainer container = ServerWebSocketContainer.get(jetty.getContext());
    List<String> spoken = upgrade.protocols();
    AtomicBoolean taken = new AtomicBoolean();
    try {
      boolean answered =
          container != null
              && container.upgrade(
                  (request, answer, _) -> {
                    request.getSubProtocols().stream()
                        .filter(spoken::contains)
                        .findFirst()
                        .ifPresent(answer::setAcceptedSubProtocol);
                    taken.set(true);
                    holdWithLease();
                    return upgrade.endpoint().get();
                  },
                  jetty,
                  response,
                  callback);
      if (!answered) {
        throw NO_HANDSHAKE.asException();
      }
    } finally {
      // The library may have answered a bad handshake by itself.
      if (!taken.get()) {
        upgrade.abandoned().run();
        remember(FaultReply.of(NO_HANDSHAKE));
      }
    }
  }

  void fail(FaultReply fault, Throwable cause) {
    FaultReply answered = remember(fault);
    if (response.isCommitted()) {
      callback.failed(cause);
      return;
    }
    Request.drainUnread(jetty);
    response.reset();
    begin();
    admission.forEach(response.getHeaders()::put);
    // That a container is not there is read from the view too; other refusals are not.
    if (age != null
        && cause instanceof FaultException e
        && e.fault() instanceof Fault.NoSuchContainer) {
      response.getHeaders().put(STALE, age);
    }
    ErrorBody.write(answered, id, response, callback);
  }
}
