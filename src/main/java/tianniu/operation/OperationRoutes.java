package tianniu.operation;

import static tianniu.caller.Permission.CONTAINER_READ;
import static tianniu.caller.Permission.CONTAINER_WRITE;
import static tianniu.http.Route.get;
import static tianniu.http.Route.post;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.http.Deed.Kind;
import tianniu.http.Deed.Target;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;

/** The routes of the chapter "operations". */
public final class OperationRoutes {
  private final History history;

  public OperationRoutes(
      Journal journal, Operations operations, LiveView view, EngineMirror mirror) {
    this.history = new History(journal, operations, view, mirror);
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    String all = "/api/v1/operations";
    String one = all + "/{operation_id}";
    String ofOne = "/api/v1/containers/{container_id}/operations";
    return List.of(
        get(all, "listOperations", CONTAINER_READ, this::list)
            .query("status", "container", "limit", "offset"),
        get(one, "getOperation", CONTAINER_READ, this::detail),
        post(one + "/cancel", "cancelOperation", CONTAINER_WRITE, this::cancel),
        get(ofOne, "listContainerOperations", CONTAINER_READ, this::ofContainer)
            .query("status", "limit", "offset"));
  }

  private Reply list(Request request) {
    return Reply.json(
        history.list(
            request.caller(),
            request.query().text("container"),
            state(request),
            limit(request),
            offset(request)));
  }

  private Reply ofContainer(Request request) {
    return Reply.json(
        history.of(
            request.caller(),
            request.path("container_id"),
            state(request),
            limit(request),
            offset(request)));
  }

  private Reply detail(Request request) {
    return Reply.json(history.get(request.caller(), id(request)));
  }

  private Reply cancel(Request request) {
    Operation meant = history.meant(request.caller(), id(request));
    request
        .audit()
        .target(
            new Target(Kind.CONTAINER, meant.container().value(), meant.name(), meant.labels()));
    request.audit().detail("operation_id", meant.id().value());
    return Reply.json(history.cancel(request.caller(), id(request)));
  }

  private static String id(Request request) {
    return request.path("operation_id");
  }

  private static @Nullable State state(Request request) {
    return request
        .query()
        .parsed("status", State::of, "must be accepted, running, succeeded, failed or cancelled");
  }

  private static int limit(Request request) {
    return (int) request.query().integer("limit", 1, 100, 20);
  }

  private static long offset(Request request) {
    return request.query().integer("offset", 0, Long.MAX_VALUE, 0);
  }
}
