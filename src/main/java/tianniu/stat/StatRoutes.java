package tianniu.stat;

import static tianniu.caller.Permission.CONTAINER_READ;
import static tianniu.http.Route.get;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.container.Containers;
import tianniu.engine.ContainerId;
import tianniu.fault.Fault;
import tianniu.http.EventWriter;
import tianniu.http.Query;
import tianniu.http.Renderings;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.usage.UsageSampler;
import tianniu.usage.UsageWindow;

/** The routes of the chapter "statistics". */
public final class StatRoutes {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(60);

  private static final Duration LONGEST_RANGE = Duration.ofHours(1);
  private static final Duration DEFAULT_RANGE = Duration.ofMinutes(10);

  /** A chart has as many points as this, or fewer, unless somebody asks for more. */
  private static final int MOST_STEPS = 120;

  private static final List<Integer> STEP_SECONDS = List.of(1, 2, 5, 10, 15, 30);

  private final Containers containers;
  private final LiveView view;
  private final EngineMirror mirror;
  private final UsageSampler sampler;
  private final InstantSource clock;
  private final Renderings<ContainerId, Shown> windows;

  public StatRoutes(
      Containers containers,
      LiveView view,
      EngineMirror mirror,
      UsageSampler sampler,
      InstantSource clock) {
    this.containers = containers;
    this.view = view;
    this.mirror = mirror;
    this.sampler = sampler;
    this.clock = clock;
    this.windows = Renderings.of(id -> view.find(id) != null, Shown::view);
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    String one = "/api/v1/containers/{container_id}/stats";
    return List.of(
        get(one, "getContainerStats", CONTAINER_READ, this::stats).query("interval").quick(),
        get(one + "/history", "getContainerStatsHistory", CONTAINER_READ, this::history)
            .query("range", "step"),
        get("/api/v1/stats", "streamContainerStats", CONTAINER_READ, this::stream)
            .query("ids...", "label...", "status", "interval"));
  }

  private Reply stats(Request request) {
    Duration interval = interval(request.query());
    LiveContainer container = containers.find(request.caller(), request.path("container_id"));
    if (request.accepts(EventWriter.MEDIA_TYPE)) {
      StatsStream stream =
          new StatsStream(
              view, sampler, request.caller().scope(), container.id(), interval, Pulse.Beat.REAL);
      return new Reply.Streamed(EventWriter.MEDIA_TYPE, true, stream::writeTo);
    }
    Status status = container.status();
    if (status != Status.RUNNING && status != Status.PAUSED) {
      throw new Fault.WrongState(
              container.id().value(),
              "read the statistics of",
              status.word(),
              List.of(Status.RUNNING.word(), Status.PAUSED.word()))
          .asException();
    }
    return sampler
        .window(container.id(), interval)
        .map(
            window -> Reply.rendered(windows.of(container.id(), new Shown(container.id(), window))))
        .orElseGet(() -> Reply.json(StatsView.unknown(container.id(), clock.instant())));
  }

  private record Shown(ContainerId id, UsageWindow window) {
    StatsView view() {
      return StatsView.of(id, window);
    }
  }

  private Reply history(Request request) {
    Duration range = wholeSeconds(request.query(), "range", Duration.ofMinutes(1), LONGEST_RANGE);
    Duration reach = range == null ? DEFAULT_RANGE : range;
    Duration asked = wholeSeconds(request.query(), "step", Duration.ofSeconds(1), reach);
    Duration step = asked == null ? defaultStep(reach) : asked;
    LiveContainer container = containers.find(request.caller(), request.path("container_id"));
    Instant now = clock.instant();
    Instant from = now.minus(reach);
    return Reply.json(
        HistoryView.of(
            container.id(), from, now, step, sampler.history(container.id(), from, step)));
  }

  private Reply stream(Request request) {
    Duration interval = interval(request.query());
    WatchList watched = WatchList.of(request.query());
    mirror.requireReady();
    boolean sse = request.accepts(EventWriter.MEDIA_TYPE);
    UsageStream stream =
        new UsageStream(
            view, sampler, request.caller().scope(), watched, interval, Pulse.Beat.REAL);
    return new Reply.Streamed(
        sse ? EventWriter.MEDIA_TYPE : "application/x-ndjson",
        true,
        out -> stream.writeTo(out, sse));
  }

  private static Duration interval(Query query) {
    Duration asked = query.duration("interval", DEFAULT_INTERVAL, MAX_INTERVAL);
    return asked == null ? DEFAULT_INTERVAL : asked;
  }

  private static @Nullable Duration wholeSeconds(
      Query query, String name, Duration min, Duration max) {
    Duration asked = query.duration(name, min, max);
    if (asked != null && asked.toMillisPart() > 0) {
      throw Query.refused(name, "must be of whole seconds");
    }
    return asked;
  }

  private static Duration defaultStep(Duration range) {
    for (int seconds : STEP_SECONDS) {
      if (range.toSeconds() <= (long) seconds * MOST_STEPS) {
        return Duration.ofSeconds(seconds);
      }
    }
    throw new IllegalArgumentException("no step for " + range);
  }
}
