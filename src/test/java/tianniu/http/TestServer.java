package tianniu.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.Permission;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.fault.Fault;

/** A server on a free port, with an open door unless the request says otherwise. */
final class TestServer implements AutoCloseable {
  private final HttpServer server;

  TestServer(Route... routes) throws IOException {
    this(Exposure.PLAIN, routes);
  }

  TestServer(Exposure exposure, Route... routes) throws IOException {
    this(exposure, Witness.BLIND, routes);
  }

  TestServer(Exposure exposure, Witness witness, Route... routes) throws IOException {
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            exposure,
            new Routes(List.of(routes)),
            DOOR,
            witness);
  }

  static final Caller CALLER =
      new Caller(
          "test",
          "test",
          EnumSet.allOf(Permission.class),
          Scope.ALL,
          AllowLists.NONE,
          ResourceQuota.NONE,
          new Lease());

  /**
   * Everybody is let in but who says that he has no key or calls too often, and known but who says
   * he is new.
   */
  private static final Door DOOR =
      new Door() {
        @Override
        public Admission admit(Request request, @Nullable Route route) {
          if ("none".equals(request.header("X-Key"))) {
            throw new Fault.Unauthenticated("no key").asException();
          }
          return new Admission(CALLER, Map.of());
        }

        @Override
        public @Nullable Admission admitAtOnce(Request request, Route route) {
          if ("too often".equals(request.header("X-Key"))) {
            throw new Fault.TooManyRequests(Duration.ofSeconds(1), 1, 1).asException();
          }
          return request.header("X-Key") == null ? admit(request, route) : null;
        }
      };

  static Route get(String path, Handler handler) {
    return Route.get(path, "get", Permission.CONTAINER_READ, handler);
  }

  static Route post(String path, Handler handler) {
    return Route.post(path, "post", Permission.CONTAINER_WRITE, handler);
  }

  static Reply fine(Request request) {
    return Reply.json(Map.of("path", request.id()));
  }

  int port() {
    return server.port();
  }

  RawClient connect() throws IOException {
    return new RawClient(server.port());
  }

  /** One request on a connection of its own. */
  RawClient.Answer ask(String requestLine, String... headers) throws IOException {
    try (RawClient client = connect()) {
      return client.ask(requestLine, headers).read();
    }
  }

  RawClient.Answer raw(String text) throws IOException {
    try (RawClient client = connect()) {
      return client.send(text).read();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
