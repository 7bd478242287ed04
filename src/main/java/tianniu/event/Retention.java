package tianniu.event;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.store.Store;

/** Drops events that are too old or too many, in small steps. */
record Retention(Store store, Duration kept, long most) {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** So that other writes do not wait for long. */
  private static final int STEP = 500;

  static Retention of(Store store) {
    return new Retention(store, Duration.ofDays(7), 200_000);
  }

  /**
   * Drops all that may go.
   *
   * @param last the newest event's id
   */
  void prune(Instant now, long last) {
    long dropped = 0;
    int step = STEP;
    while (step == STEP) {
      step = store.write(handle -> EventTable.trim(handle, now.minus(kept), last - most, STEP));
      dropped += step;
    }
    if (dropped > 0) {
      LOG.debug("{} old events were dropped", dropped);
    }
  }
}
