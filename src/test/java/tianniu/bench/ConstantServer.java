package tianniu.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.Permission;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.http.Door;
import tianniu.http.Handler;
import tianniu.http.HttpServer;
import tianniu.http.Reply;
import tianniu.http.Route;
import tianniu.http.Routes;
import tianniu.http.Witness;

/**
 * The product's HTTP server, which answers the bytes of a file to anybody who asks for a list or
 * for stats: what it could reach with the same requests if there was nothing to do. Prints its
 * port, and ends with its input.
 */
public final class ConstantServer {
  private ConstantServer() {}

  public static void main(String[] arguments) throws IOException {
    byte[] body = Files.readAllBytes(Path.of(arguments[0]));
    Caller anybody =
        new Caller(
            "none",
            "nobody",
            Set.of(),
            Scope.ALL,
            AllowLists.NONE,
            ResourceQuota.NONE,
            new Lease());
    Door.Admission admission = new Door.Admission(anybody, Map.of());
    String list = "/api/v1/containers";
    Handler constant = _ -> Reply.rendered(body);
    List<Route> routes =
        List.of(
            Route.get(list, "list", Permission.PUBLIC, constant).query("limit", "label...").quick(),
            Route.get(list + "/{id}/stats", "stats", Permission.PUBLIC, constant).quick());
    try (HttpServer server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Routes(routes),
            (_, _) -> admission,
            Witness.BLIND)) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // Until who started it is gone.
      }
    }
  }
}
