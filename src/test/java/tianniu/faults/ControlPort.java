package tianniu.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Changes a proxy's rules while it runs, by HTTP on the loopback. */
final class ControlPort implements AutoCloseable {
  static final String USAGE =
      """
      GET /             the rules with their hits, and the number of connections
      POST /            adds the rules of the body, a line each
      DELETE /          takes all rules away
      POST /break       ends all connections
      POST /away        ends them, and takes the socket away; POST /back brings it back
      """;

  private final FaultProxy proxy;
  private final HttpServer server;

  ControlPort(FaultProxy proxy, int port) throws IOException {
    this.proxy = proxy;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    int status = 200;
    String said;
    try {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      said = done(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(), body);
    } catch (IllegalArgumentException e) {
      status = 400;
      said = e.getMessage() + "\n";
    }
    byte[] bytes = said.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String done(String asked, String body) throws IOException {
    switch (asked) {
      case "GET /" -> {}
      case "POST /" ->
          body.lines()
              .filter(line -> !line.isBlank())
              .map(Rule::parse)
              .toList()
              .forEach(proxy.rules()::add);
      case "DELETE /" -> proxy.rules().clear();
      case "POST /break" -> proxy.breakConnections();
      case "POST /away" -> proxy.goAway();
      case "POST /back" -> proxy.comeBack();
      default -> throw new IllegalArgumentException(USAGE);
    }
    StringBuilder lines = new StringBuilder();
    proxy.rules().lines().forEach(line -> lines.append(line).append('\n'));
    return lines.append(proxy.connections()).append(" connections\n").toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
