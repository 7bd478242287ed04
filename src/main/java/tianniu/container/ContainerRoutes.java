package tianniu.container;

import static tianniu.caller.Permission.CONTAINER_READ;
import static tianniu.caller.Permission.CONTAINER_WRITE;
import static tianniu.http.Route.delete;
import static tianniu.http.Route.get;
import static tianniu.http.Route.post;

import java.time.Duration;
import java.util.List;
import tianniu.container.Answers.Created;
import tianniu.container.Answers.Told;
import tianniu.http.Deed;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.idempotency.Desk;
import tianniu.idempotency.Turn;
import tianniu.live.Selection;

/** The routes of the chapter "containers", in the document's order. */
public final class ContainerRoutes {
  private static final Duration MAX_WAIT = Duration.ofMinutes(10);

  private final Containers containers;
  private final Desk desk;

  public ContainerRoutes(Containers containers, Desk desk) {
    this.containers = containers;
    this.desk = desk;
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    String all = "/api/v1/containers";
    String one = all + "/{container_id}";
    String batch = all + "/batch";
    return List.of(
        get(all, "listContainers", CONTAINER_READ, this::list)
            .query("status", "label...", "limit", "offset")
            .quick(),
        get(one, "getContainer", CONTAINER_READ, this::detail).quick(),
        get(one + "/health", "getContainerHealth", CONTAINER_READ, this::health).quick(),
        post(all, "createContainer", CONTAINER_WRITE, this::create).query("dry_run", "wait"),
        post(one + "/start", "startContainer", CONTAINER_WRITE, this::start).query("wait"),
        post(one + "/stop", "stopContainer", CONTAINER_WRITE, this::stop).query("timeout", "wait"),
        post(one + "/restart", "restartContainer", CONTAINER_WRITE, this::restart)
            .query("timeout", "wait"),
        post(one + "/pause", "pauseContainer", CONTAINER_WRITE, this::pause).query("wait"),
        post(one + "/unpause", "unpauseContainer", CONTAINER_WRITE, this::unpause).query("wait"),
        delete(one, "deleteContainer", CONTAINER_WRITE, this::remove)
            .query("force", "remove_volumes", "wait"),
        post(batch + "/start", "batchStartContainers", CONTAINER_WRITE, batch(Action.START))
            .query("wait"),
        post(batch + "/stop", "batchStopContainers", CONTAINER_WRITE, batch(Action.STOP))
            .query("wait"),
        post(batch + "/restart", "batchRestartContainers", CONTAINER_WRITE, batch(Action.RESTART))
            .query("wait"),
        post(batch + "/pause", "batchPauseContainers", CONTAINER_WRITE, batch(Action.PAUSE))
            .query("wait"),
        post(batch + "/unpause", "batchUnpauseContainers", CONTAINER_WRITE, batch(Action.UNPAUSE))
            .query("wait"),
        post(batch + "/delete", "batchDeleteContainers", CONTAINER_WRITE, batch(Action.DELETE))
            .query("wait"));
  }

  private Reply list(Request request) {
    Selection selection = ListFilter.of(request.query());
    int limit = (int) request.query().integer("limit", 1, 100, 20);
    long offset = request.query().integer("offset", 0, Long.MAX_VALUE, 0);
    return Reply.rendered(containers.list(request.caller(), selection, limit, offset));
  }

  private Reply detail(Request request) {
    return Reply.rendered(containers.get(request.caller(), id(request), request.origin()));
  }

  private Reply health(Request request) {
    return Reply.json(containers.health(request.caller(), id(request)));
  }

  private Reply create(Request request) {
    Duration patience = patience(request);
    boolean dryRun = request.query().flag("dry_run");
    CreateContainer body = request.body(CreateContainer::read);
    request.audit().target(Deed.Kind.CONTAINER, null, body.name());
    request.audit().detail("image", body.image());
    if (dryRun) {
      request.audit().detail("dry_run", true);
      return Reply.json(containers.rehearse(request.caller(), body));
    }
    return desk.once(request, turn -> create(request, body, patience, turn));
  }

  private Reply create(Request request, CreateContainer body, Duration patience, Turn turn) {
    Told<Created> made = containers.create(request.caller(), body, patience, turn);
    containers.tell(request, made.answer().id());
    return told(made);
  }

  private Reply start(Request request) {
    return change(Action.START, request, Options.DEFAULT);
  }

  private Reply stop(Request request) {
    return change(Action.STOP, request, stopping(request));
  }

  private Reply restart(Request request) {
    return change(Action.RESTART, request, stopping(request));
  }

  private Reply pause(Request request) {
    return change(Action.PAUSE, request, Options.DEFAULT);
  }

  private Reply unpause(Request request) {
    return change(Action.UNPAUSE, request, Options.DEFAULT);
  }

  private Reply remove(Request request) {
    Options options =
        Options.deleting(request.query().flag("force"), request.query().flag("remove_volumes"));
    return change(Action.DELETE, request, options);
  }

  private Reply change(Action action, Request request, Options options) {
    return told(
        containers.change(
            request.caller(), action, meant(request), options, patience(request), null));
  }

  private static Reply told(Told<?> told) {
    return Reply.json(told.answer())
        .with("Operation-Location", "/api/v1/operations/" + told.operation());
  }

  private tianniu.http.Handler batch(Action action) {
    return request -> {
      Duration patience = patience(request);
      Batch body = request.body(fields -> Batch.read(fields, action));
      return desk.once(
          request,
          () -> containers.plan(request.caller(), body),
          turn -> Reply.json(containers.batch(request, action, body, patience, turn)));
    };
  }

  private static String id(Request request) {
    return request.path("container_id");
  }

  /** What the caller calls the container; the audit is told which one it is. */
  private String meant(Request request) {
    containers.tell(request, id(request));
    return id(request);
  }

  private static Options stopping(Request request) {
    return Options.stopping(
        request
            .query()
            .integer("timeout", 0, Options.MAX_GRACE_SECONDS, Options.DEFAULT_GRACE.toSeconds()));
  }

  /** How long the caller wants the answer to be held for the end. */
  private static Duration patience(Request request) {
    Duration wait = request.query().duration("wait", Duration.ZERO, MAX_WAIT);
    return wait == null ? Duration.ZERO : wait;
  }
}
