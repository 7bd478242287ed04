package tianniu.http;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Permission;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * The one way in. Each request gets its id, is matched with a route, passes the door, has its query
 * checked, and only then reaches a handler; whatever goes wrong on the way is answered here, in one
 * shape.
 */
final class FrontDoor extends Handler.Abstract.NonBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
  private static final Fault STOPPING = new Fault.Overloaded("The server is stopping");

  private final Routes routes;
  private final Door door;
  private final Witness witness;
  private final Staleness staleness;
  private final Turnstile turnstile;
  private final Closing closing;
  private final AnswerHeaders headers;
  private final Cors cors;
  private final Origins origins;
  private final Proxies proxies;
  private final Executor aside;

  /**
   * Stands before the routes.
   *
   * @param aside runs each piece of work on a virtual thread
   */
  FrontDoor(
      Exposure exposure,
      AnswerHeaders headers,
      Routes routes,
      Door door,
      Witness witness,
      Staleness staleness,
      Turnstile turnstile,
      Closing closing,
      Executor aside) {
    this.aside = aside;
    this.routes = routes;
    this.door = door;
    this.witness = witness;
    this.staleness = staleness;
    this.turnstile = turnstile;
    this.closing = closing;
    this.headers = headers;
    this.cors = new Cors(exposure.corsOrigins());
    this.proxies = new Proxies(exposure.trustedProxies());
    this.origins = new Origins(exposure, proxies);
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request jetty, Response response, Callback callback) {
    String id = RequestIds.idFor(jetty.getHeaders().get(RequestIds.HEADER));
    // Never the query: somebody may have put a key there.
    LOG.debug("{} {} {}", id, jetty.getMethod(), jetty.getHttpURI().getPath());
    Exchange exchange = new Exchange(jetty, response, callback, id, headers, closing);
    if (cors.isPreflight(jetty)) {
      cors.addPreflight(response.getHeaders());
      response.write(true, BufferUtil.EMPTY_BUFFER, callback);
      return true;
    }
    if (!RequestRules.isPlainlyFramed(jetty)) {
      // By the library's error, which ends the connection: what comes next on it is not clear.
      Response.writeError(jetty, response, callback, HttpStatus.BAD_REQUEST_400);
      return true;
    }
    if (!isServedAtOnce(exchange)) {
      mayWait(() -> serve(exchange));
    }
    return true;
  }

  /**
   * Answers what comes from memory to whom the door knows, on the thread that reads from the
   * connections: a change of threads would cost more than the answer.
   *
   * @return false when the request may have to wait, and nothing was done yet
   */
  private boolean isServedAtOnce(Exchange exchange) {
    try {
      Opening opening = quick(exchange);
      if (opening == null) {
        return false;
      }
      Request request = opening.request;
      if (opening.route.permission() != Permission.PUBLIC) {
        // Before the door, which may refuse whom it knows.
        exchange.notedIn(request.audit());
        Door.Admission known = door.admitAtOnce(request, opening.route);
        if (known == null) {
          return false;
        }
        admit(exchange, known, opening.route);
      }
      answerWith(exchange, handled(exchange, request, opening.route));
    } catch (Throwable e) {
      // Faults are noted for the audit.
      mayWait(() -> fail(exchange, e));
    }
    return true;
  }

  /** A request that has found its route. */
  private record Opening(Request request, Route route) {}

  /** Null when the request may have to wait. */
  private @Nullable Opening quick(Exchange exchange) {
    org.eclipse.jetty.server.Request jetty = exchange.jetty();
    String path = jetty.getHttpURI().getPath();
    if (!jetty.getMethod().equals("GET")
        || path == null
        || !RequestRules.isPlain(path)
        || RequestRules.hasBody(jetty)) {
      return null;
    }
    Routes.Place place = routes.find(path);
    Route route = place == null ? null : place.route("GET");
    if (place == null || route == null || !route.fromMemory()) {
      return null;
    }
    RequestRules.checkHeaders(jetty);
    Request request =
        new Request(jetty, exchange.id(), place.parameters(), proxies, witness, route);
    return request.isWebSocketUpgrade() ? null : new Opening(request, route);
  }

  private void serve(Exchange exchange) {
    try (Turnstile.Pass pass = turnstile.arrive()) {
      Reply reply = answer(exchange, pass);
      send(exchange, reply, pass);
    } catch (Throwable e) {
      fail(exchange, e);
    }
  }

  private void answerWith(Exchange exchange, Reply reply) throws IOException {
    if (reply instanceof Reply.Whole) {
      exchange.send(reply);
    } else {
      mayWait(() -> send(exchange, reply));
    }
  }

  private void send(Exchange exchange, Reply reply) {
    try (Turnstile.Pass pass = turnstile.arrive()) {
      send(exchange, reply, pass);
    } catch (Throwable e) {
      fail(exchange, e);
    }
  }

  private void send(Exchange exchange, Reply reply, Turnstile.Pass pass) throws IOException {
    switch (reply) {
      case Reply.Whole _, Reply.Again _, Reply.Unready _ -> {}
      case Reply.Streamed _ -> {
        requireStay();
        pass.enter(Turnstile.Kind.STREAM, exchange.who());
      }
      case Reply.Upgrade _ -> pass.outlast(exchange.connection()::isOpen);
    }
    exchange.send(reply);
  }

  /** Nothing that lasts is begun when the end is near. */
  private void requireStay() {
    if (closing.hasBegun()) {
      throw STOPPING.asException();
    }
  }

  /** What was broken off at the end of the server looks like an engine that has gone. */
  private Fault toTell(Fault fault) {
    return closing.hasBegun() && fault instanceof Fault.EngineUnavailable ? STOPPING : fault;
  }

  /** Runs on a thread of its own, if it does not already: the reading ones must never wait. */
  private void mayWait(Runnable work) {
    if (Thread.currentThread().isVirtual()) {
      work.run();
    } else {
      aside.execute(work);
    }
  }

  private void fail(Exchange exchange, Throwable cause) {
    String id = exchange.id();
    switch (cause) {
      case FaultException e -> {
        LOG.debug("{} {}", id, e.fault().getClass().getSimpleName());
        if (e.fault() instanceof Fault.EngineRefused refused) {
          LOG.error("{} the engine refused: {}", id, refused.message(), e);
        }
        exchange.fail(FaultReply.of(toTell(e.fault())), e);
      }
      case EofException e -> {
        LOG.debug("{} the client left", id);
        exchange.abandon(e);
      }
      default -> {
        LOG.error("{} {} failed", id, exchange.what(), cause);
        exchange.fail(FaultReply.internalError(), cause);
      }
    }
  }

  private Reply answer(Exchange exchange, Turnstile.Pass pass) {
    org.eclipse.jetty.server.Request jetty = exchange.jetty();
    String path = RequestRules.path(jetty);
    Routes.Place place = routes.find(path);
    // HEAD is GET without the body, which the server leaves out by itself.
    String method = jetty.getMethod().equals("HEAD") ? "GET" : jetty.getMethod();
    Route route = place == null ? null : place.route(method);
    Map<String, String> parameters = place == null ? Map.of() : place.parameters();
    RequestRules.checkHeaders(jetty);
    Request opening = new Request(jetty, exchange.id(), parameters, proxies, witness, route);
    exchange.notedIn(opening.audit());
    if (route == null || route.permission() != Permission.PUBLIC) {
      requireStay();
      admit(exchange, admission(opening, route, pass), route);
      pass.enter(kind(opening, route), exchange.who());
    }
    // Its key may be one that a browser was given for our own pages.
    if (opening.isWebSocketUpgrade() && !origins.isOurs(jetty)) {
      throw new Fault.Denied("A WebSocket must be opened from this server's own pages", null)
          .asException();
    }
    if (place == null) {
      throw new Fault.NoSuchRoute(path).asException();
    }
    if (route == null) {
      throw new Fault.MethodNotAllowed(jetty.getMethod(), place.allowed()).asException();
    }
    opening.audit().requireReady();
    return handled(exchange, opening, route);
  }

  /** Only who is not known at once may have to wait, and so takes up room. */
  private Door.Admission admission(Request opening, @Nullable Route route, Turnstile.Pass pass) {
    Door.Admission known = route == null ? null : door.admitAtOnce(opening, route);
    if (known != null) {
      return known;
    }
    pass.enter(Turnstile.Kind.STRANGER, opening.clientAddress());
    return door.admit(opening, route);
  }

  /** What the door says of a caller belongs to every answer, also to the refusal that follows. */
  private static void admit(Exchange exchange, Door.Admission given, @Nullable Route route) {
    exchange.admitted(given);
    if (route != null && !given.caller().may(route.permission())) {
      throw new Fault.Denied("This needs the permission " + route.permission().word(), null)
          .asException();
    }
  }

  private static Turnstile.Kind kind(Request opening, @Nullable Route route) {
    if (route != null && route.permission() == Permission.CONTAINER_EXEC) {
      return Turnstile.Kind.COMMAND;
    }
    // A delete is waited for without being asked to.
    return opening.asksToWait() || opening.method().equals("DELETE")
        ? Turnstile.Kind.WAIT
        : Turnstile.Kind.CALL;
  }

  private Reply handled(Exchange exchange, Request opening, Route route) {
    if (route.showsView()) {
      exchange.aged(staleness.seconds());
    }
    Query query = Query.parse(exchange.jetty().getHttpURI().getQuery());
    query.checkAgainst(route);
    return route.handler().handle(opening.admitted(query, exchange.caller()));
  }
}
