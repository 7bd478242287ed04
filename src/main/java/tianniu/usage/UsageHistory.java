package tianniu.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.UsageSample;

/**
 * What containers used within the last hour, within bounded memory. A container's history outlasts
 * its runs, and goes an hour after its last sample.
 *
 * <p>While all have room, none is cut short. Above the budget each container has its even share of
 * it: the histories of those that are sampled often get coarser, then shorter.
 */
final class UsageHistory {
  static final Duration LONGEST = Duration.ofHours(1);

  /** 32 MB: about 1,700 containers that were all sampled each second for an hour. */
  private static final int BUDGET_POINTS = 1 << 20;

  private static final int SMALLEST_SHARE = 16;
  private static final long TIDY_MILLIS = 60_000;

  /** Without a sample for so long, a history is the first to go when there is no room. */
  private static final long IDLE_MILLIS = 600_000;

  private final int budget;
  private final Map<ContainerId, UsageTrack> tracks = new ConcurrentHashMap<>();

  /** Points that there is memory for. */
  private final AtomicInteger allotted = new AtomicInteger();

  private final AtomicLong tidiedAt = new AtomicLong();

  UsageHistory() {
    this(BUDGET_POINTS);
  }

  UsageHistory(int budget) {
    this.budget = budget;
  }

  /** As {@link SampleRing.Heir} of a container's ring. */
  void sampled(ContainerId id, @Nullable Counters previous, UsageSample sample) {
    boolean added = false;
    while (!added) {
      UsageTrack track = tracks.computeIfAbsent(id, _ -> new UsageTrack());
      added = track.add(previous, sample, this::room);
    }
    long now = sample.takenAt().toEpochMilli();
    long last = tidiedAt.get();
    if (Math.abs(now - last) >= TIDY_MILLIS && tidiedAt.compareAndSet(last, now)) {
      tidy(now);
    }
  }

  /** The points since {@code from}, oldest first; none when nothing is known of the container. */
  List<UsagePoint> since(ContainerId id, Instant from, Duration step) {
    UsageTrack track = tracks.get(id);
    return track == null ? List.of() : track.since(from, step);
  }

  void forget(ContainerId id) {
    UsageTrack track = tracks.get(id);
    if (track != null) {
      drop(id, track);
    }
  }

  /** Points that there is memory for. */
  int allotted() {
    return allotted.get();
  }

  private int room(int more) {
    return allotted.addAndGet(more) <= budget
        ? Integer.MAX_VALUE
        : Math.max(SMALLEST_SHARE, budget / Math.max(1, tracks.size()));
  }

  private void tidy(long now) {
    tracks.forEach(
        (id, track) -> {
          if (now - track.newestMillis() > LONGEST.toMillis()) {
            drop(id, track);
          }
        });
    if (allotted.get() > budget) {
      tracks.entrySet().stream()
          .filter(each -> now - each.getValue().newestMillis() > IDLE_MILLIS)
          .sorted(Comparator.comparingLong(each -> each.getValue().newestMillis()))
          .takeWhile(_ -> allotted.get() > budget)
          .forEach(each -> drop(each.getKey(), each.getValue()));
    }
  }

  private void drop(ContainerId id, UsageTrack track) {
    if (tracks.remove(id, track)) {
      allotted.addAndGet(-track.drop());
    }
  }
}
