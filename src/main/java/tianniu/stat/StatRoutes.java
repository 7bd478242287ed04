package tianniu.stat;

import static tianniu.caller.Permission.CONTAINER_READ;
import static tianniu.http.Route.get;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import tianniu.container.Containers;
import tianniu.fault.Fault;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.usage.UsageSampler;

/** The routes of the chapter "statistics". */
public final class StatRoutes {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(60);

  private final Containers containers;
  private final UsageSampler sampler;
  private final InstantSource clock;

  public StatRoutes(Containers containers, UsageSampler sampler, InstantSource clock) {
    this.containers = containers;
    this.sampler = sampler;
    this.clock = clock;
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    return List.of(
        get(
                "/api/v1/containers/{container_id}/stats",
                "getContainerStats",
                CONTAINER_READ,
                this::stats)
            .query("interval")
            .quick());
  }

  private Reply stats(Request request) {
    Duration asked = request.query().duration("interval", DEFAULT_INTERVAL, MAX_INTERVAL);
    Duration interval = asked == null ? DEFAULT_INTERVAL : asked;
    LiveContainer container = containers.find(request.caller(), request.path("container_id"));
    Status status = container.status();
    if (status != Status.RUNNING && status != Status.PAUSED) {
      throw new Fault.WrongState(
              container.id().value(),
              "read the statistics of",
              status.word(),
              List.of(Status.RUNNING.word(), Status.PAUSED.word()))
          .asException();
    }
    return Reply.json(
        sampler
            .window(container.id(), interval)
            .map(window -> StatsView.of(container.id(), window))
            .orElseGet(() -> StatsView.unknown(container.id(), clock.instant())));
  }
}
