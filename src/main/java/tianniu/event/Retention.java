package tianniu.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.store.Store;

/** Drops events that are too old, too many or too much, in small steps. Of one thread. */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** So that other writes do not wait for long. */
  private static final int STEP = 500;

  /** After so many new ones it is seen to that there are not too many. */
  private static final int EACH = 1_000;

  private final Store store;
  private final Bounds bounds;
  private long fresh;

  /** Whether it is known what there is, but for what has come since. */
  private boolean isWeighed;

  private long unweighed;

  /**
   * How much is kept.
   *
   * @param bytes what all of them may take together, by a sixteenth more at times
   */
  record Bounds(Duration age, long events, long bytes) {
    static final Bounds USUAL = new Bounds(Duration.ofDays(7), 200_000, 256L << 20);

    private long slack() {
      return bytes / 16;
    }
  }

  Retention(Store store, Bounds bounds) {
    this.store = store;
    this.bounds = bounds;
  }

  /** These are on disk now. */
  void told(List<Event> events) {
    fresh += events.size();
    unweighed += events.stream().mapToLong(Event::weight).sum();
  }

  /** Whether so much is new that some others may have to go. */
  boolean isDue() {
    return fresh >= EACH || unweighed >= bounds.slack();
  }

  /**
   * Drops all that may go.
   *
   * @param last the newest event's id
   */
  void prune(Instant now, long last) {
    fresh = 0;
    long through = Math.max(last - bounds.events(), tooMuch());
    long dropped = 0;
    int step = STEP;
    while (step == STEP) {
      step = store.write(handle -> EventTable.trim(handle, now.minus(bounds.age()), through, STEP));
      dropped += step;
    }
    if (dropped > 0) {
      LOG.debug("{} old events were dropped", dropped);
    }
  }

  /** Up to this id they go since those behind it are all that there is room for. */
  private long tooMuch() {
    if (isWeighed && unweighed < bounds.slack()) {
      return 0;
    }
    long through = store.read(handle -> EventTable.beyond(handle, bounds.bytes()));
    isWeighed = true;
    unweighed = 0;
    return through;
  }
}
