package tianniu.log;

import static tianniu.caller.Permission.CONTAINER_LOGS;
import static tianniu.http.Route.get;

import java.util.List;
import tianniu.container.Containers;
import tianniu.engine.ContainerEngine;
import tianniu.http.Closing;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;

/** The routes of the chapter "logs". */
public final class LogRoutes {
  private final Containers containers;
  private final ContainerEngine engine;
  private final EngineMirror mirror;
  private final LogFeeds feeds;

  public LogRoutes(
      Containers containers,
      ContainerEngine engine,
      LiveView view,
      EngineMirror mirror,
      Closing closing) {
    this.containers = containers;
    this.engine = engine;
    this.mirror = mirror;
    this.feeds = new LogFeeds(engine, view);
    closing.whenBegun(feeds::wakeReaders);
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    return List.of(
        get(
                "/api/v1/containers/{container_id}/logs",
                "getContainerLogs",
                CONTAINER_LOGS,
                this::logs)
            .query("tail", "since", "until", "follow", "stream", "contains"));
  }

  private Reply logs(Request request) {
    LogRequest asked = LogRequest.of(request.query());
    LiveContainer container = containers.find(request.caller(), request.path("container_id"));
    if (!asked.follow()) {
      mirror.requireConnected();
      LogPage page = new LogPage(engine, container, asked);
      return new Reply.Streamed("application/json", false, page::writeTo);
    }
    boolean sse = request.accepts(LogFormat.SSE.contentType());
    LogPosition from = sse ? LogPosition.parse(request.header("Last-Event-ID")) : null;
    LogFormat format = sse ? LogFormat.SSE : LogFormat.NDJSON;
    return new Reply.Streamed(
        format.contentType(),
        true,
        out -> new LogFollower(engine, container, asked, from, format, out).follow(feeds));
  }
}
