package tianniu.event;

import static tianniu.caller.Permission.CONTAINER_READ;
import static tianniu.http.Route.get;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.Violation;
import tianniu.http.EventWriter;
import tianniu.http.Language;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;

/** The routes of the chapter "events". */
public final class EventRoutes {
  private static final long MOST_ID = 999_999_999_999_999_999L;
  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

  /** What somebody has just done is to be in what is read next, if the store keeps up. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private final Recorder recorder;
  private final Histories histories;
  private final EngineMirror mirror;
  private final InstantSource clock;

  public EventRoutes(Recorder recorder, LiveView view, EngineMirror mirror, InstantSource clock) {
    this.recorder = recorder;
    this.histories = new Histories(recorder, view, mirror);
    this.mirror = mirror;
    this.clock = clock;
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    return List.of(
        get("/api/v1/events", "listEvents", CONTAINER_READ, this::events)
            .query("since", "follow", "limit", "container...", "label...", "type..."),
        get(
                "/api/v1/containers/{container_id}/events",
                "getContainerEvents",
                CONTAINER_READ,
                this::history)
            .query("limit"));
  }

  private Reply events(Request request) {
    Long since = since(request);
    EventFilter filter = EventFilter.of(request.query(), request.caller().scope());
    int limit = (int) request.query().integer("limit", 1, 1000, 100);
    boolean sse = request.accepts(EventWriter.MEDIA_TYPE);
    mirror.requireReady();
    if (!sse && !request.query().flag("follow")) {
      recorder.settle(SETTLING);
      return Reply.json(EventPage.of(recorder.sequence(), filter, since, limit, clock.instant()));
    }
    long place = since == null ? recorder.sequence().last() : since;
    return new Reply.Streamed(
        sse ? EventWriter.MEDIA_TYPE : "application/x-ndjson",
        true,
        out -> new EventStream(recorder.sequence(), filter, clock, place, sse, out).follow());
  }

  /** A client that comes again by itself repeats its query, and says in the header where it was. */
  private static @Nullable Long since(Request request) {
    long asked = request.query().integer("since", 0, MOST_ID, -1);
    String last = request.header("Last-Event-ID");
    if (last == null || last.isEmpty()) {
      return asked < 0 ? null : asked;
    }
    if (!ID.matcher(last).matches()) {
      throw Fault.invalid(
              new Violation(Violation.Where.HEADER, "Last-Event-ID", "must be the id of an event"))
          .asException();
    }
    return Long.parseLong(last);
  }

  private Reply history(Request request) {
    int limit = (int) request.query().integer("limit", 1, 1000, 100);
    recorder.settle(SETTLING);
    return Reply.json(
        histories.of(
            request.path("container_id"), request.caller().scope(), limit, Language.of(request)));
  }
}
