package tianniu.stat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.http.EventWriter;
import tianniu.http.Json;
import tianniu.http.ReplyStream;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Snapshot;
import tianniu.live.Status;
import tianniu.usage.UsageSampler;
import tianniu.usage.UsageWindow;

/**
 * What several containers use, on one stream: all that are selected at first, then what has
 * changed. Containers come and go with what there is. A slow client gets the newest figures when it
 * has taken the last, and none of those between.
 */
final class UsageStream {
  /** A console shows fewer; and each costs memory here for as long as it is watched. */
  private static final int MOST = 1000;

  private final LiveView view;
  private final UsageSampler sampler;
  private final Scope scope;
  private final WatchList watched;
  private final Duration interval;
  private final Pulse pulse;
  private final Map<ContainerId, Told> told = new HashMap<>();
  private List<String> missing = List.of();
  private @Nullable Snapshot seen;
  private WatchList.Found found = new WatchList.Found(List.of(), List.of(), false);

  UsageStream(
      LiveView view,
      UsageSampler sampler,
      Scope scope,
      WatchList watched,
      Duration interval,
      Pulse.Beat beat) {
    this.view = view;
    this.sampler = sampler;
    this.scope = scope;
    this.watched = watched;
    this.interval = interval;
    this.pulse = new Pulse(beat, interval);
  }

  /** What the client was last told of a container. */
  private record Told(Status status, @Nullable Instant takenAt) {}

  /**
   * Writes until the client leaves.
   *
   * @param sse Server-Sent Events, else one JSON object a line
   */
  void writeTo(ReplyStream stream, boolean sse) throws IOException {
    boolean first = true;
    do {
      if (pulse.isDue()) {
        UsageView news = news();
        if (first || !news.containers().isEmpty() || !news.gone().isEmpty()) {
          first = false;
          write(news, stream, sse);
          pulse.told();
        }
      }
      if (pulse.isQuiet()) {
        // Lines of JSON have no comments: one that tells nothing new stands for it.
        quiet(stream, sse);
        pulse.wrote();
      }
    } while (pulse.await(stream));
    if (sse && stream.isEnding()) {
      new EventWriter(stream).shutdown();
    }
  }

  private void write(UsageView news, ReplyStream stream, boolean sse) throws IOException {
    if (sse) {
      new EventWriter(stream).event(null, "usage", Json.bytes(news));
    } else {
      stream.write(Json.bytes(news));
      stream.write("\n");
    }
  }

  private void quiet(ReplyStream stream, boolean sse) throws IOException {
    if (sse) {
      new EventWriter(stream).quiet();
    } else {
      write(new UsageView(List.of(), List.of(), found.truncated()), stream, false);
    }
  }

  // The same snapshot is enough to know; to compare two of ten thousand containers is no use.
  @SuppressWarnings("ReferenceEquality")
  private UsageView news() {
    Snapshot now = view.snapshot();
    if (now != seen) {
      found = watched.in(now, scope, MOST, told.keySet());
      seen = now;
    }
    List<UsageView.Item> changed = new ArrayList<>();
    for (LiveContainer container : found.containers()) {
      UsageWindow window =
          container.hasProcess() ? sampler.window(container.id(), interval).orElse(null) : null;
      Told present =
          new Told(container.status(), window == null ? null : window.newest().takenAt());
      if (!present.equals(told.put(container.id(), present))) {
        changed.add(UsageView.Item.of(container, window));
      }
    }
    return new UsageView(changed, gone(), found.truncated());
  }

  private List<String> gone() {
    List<String> gone = new ArrayList<>();
    if (told.size() > found.containers().size()) {
      Set<ContainerId> left =
          found.containers().stream().map(LiveContainer::id).collect(Collectors.toSet());
      told.keySet().removeIf(id -> !left.contains(id) && gone.add(id.value()));
    }
    if (!found.missing().equals(missing)) {
      // An id that nothing goes by is told once; whether there ever was one is not said.
      found.missing().stream()
          .filter(asked -> !missing.contains(asked) && !gone.contains(asked))
          .forEach(gone::add);
      missing = found.missing();
    }
    return gone;
  }
}
