package tianniu.stat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.http.EventWriter;
import tianniu.http.Json;
import tianniu.http.ReplyStream;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.usage.UsageSampler;
import tianniu.usage.UsageWindow;

/**
 * What one container uses, told again and again over its restarts, until it is gone. A slow client
 * gets the newest figures when it has taken the last, and none of those between.
 */
final class StatsStream {
  private final LiveView view;
  private final UsageSampler sampler;
  private final Scope scope;
  private final ContainerId id;
  private final Duration interval;
  private final Pulse pulse;
  private @Nullable Status shown;
  private @Nullable UsageWindow told;

  StatsStream(
      LiveView view,
      UsageSampler sampler,
      Scope scope,
      ContainerId id,
      Duration interval,
      Pulse.Beat beat) {
    this.view = view;
    this.sampler = sampler;
    this.scope = scope;
    this.id = id;
    this.interval = interval;
    this.pulse = new Pulse(beat, interval);
  }

  /** The data of an event that tells the container's status. */
  record State(String containerId, String status) {}

  /** The data of the last event. */
  record End(String reason) {}

  void writeTo(ReplyStream stream) throws IOException {
    EventWriter out = new EventWriter(stream);
    LiveContainer container = find();
    while (container != null) {
      showStatus(container.status(), out);
      if (pulse.isDue()) {
        showUsage(out);
      }
      if (pulse.isQuiet()) {
        out.quiet();
        pulse.wrote();
      }
      if (!pulse.await(stream)) {
        if (stream.isEnding()) {
          out.shutdown();
        }
        return;
      }
      container = find();
    }
    out.event(null, "end", Json.bytes(new End("deleted")));
    out.flush();
  }

  /** Null when there is no such container any more, or not for this caller. */
  private @Nullable LiveContainer find() {
    LiveContainer container = view.find(id);
    return container != null && scope.covers(container.labels()) ? container : null;
  }

  private void showStatus(Status status, EventWriter out) throws IOException {
    if (status != shown) {
      shown = status;
      out.event(null, "state", Json.bytes(new State(id.value(), status.word())));
      pulse.wrote();
    }
  }

  private void showUsage(EventWriter out) throws IOException {
    Optional<UsageWindow> found = sampler.window(id, interval);
    if (found.isPresent() && isNews(found.get())) {
      UsageWindow window = found.get();
      told = window;
      String eventId = Long.toString(window.newest().takenAt().toEpochMilli());
      out.event(eventId, "stats", Json.bytes(StatsView.of(id, window)));
      pulse.told();
    }
  }

  private boolean isNews(UsageWindow window) {
    UsageWindow last = told;
    return last == null || !last.newest().takenAt().equals(window.newest().takenAt());
  }
}
