package tianniu.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is behind a place, oldest first.
 *
 * @param lastEventId up to here all was looked at: {@code since} of the next page
 * @param more whether there is more behind it
 */
record EventPage(List<EventView> events, long lastEventId, boolean more) {
  /** Where a page ends before it has as many as were asked for. */
  private static final long MOST_BYTES = 2 << 20;

  /** A page is not looked for longer than through so many events that do not match. */
  private static final int MOST_PASSED_OVER = 20_000;

  /**
   * Reads a page.
   *
   * @param since null for the oldest that is kept
   */
  static EventPage of(
      Sequence sequence, EventFilter filter, @Nullable Long since, int limit, Instant now) {
    List<EventView> found = new ArrayList<>();
    long place = since == null ? sequence.oldest() - 1 : since;
    long end = sequence.last();
    if (place > end) {
      place = end;
      found.add(EventView.of(Gap.AHEAD.event(place, now)));
    }
    int passed = 0;
    long bytes = 0;
    while (place < end && found.size() < limit && bytes < MOST_BYTES && passed < MOST_PASSED_OVER) {
      List<Told> next = sequence.after(place);
      long following = next.isEmpty() ? end : next.getFirst().event().id() - 1;
      if (following > place) {
        place = following;
        found.add(EventView.of(Gap.EXPIRED.event(place, now)));
      }
      for (Told told : next) {
        if (found.size() == limit || bytes >= MOST_BYTES || told.event().id() > end) {
          break;
        }
        place = told.event().id();
        passed++;
        if (filter.takes(told.event())) {
          found.add(EventView.of(told.event()));
          bytes += told.event().weight();
        }
      }
    }
    return new EventPage(found, place, place < end);
  }
}
