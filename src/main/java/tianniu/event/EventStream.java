package tianniu.event;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import tianniu.http.EventWriter;
import tianniu.http.ReplyStream;

/**
 * One listener: first what is kept behind its place, then what comes, until it leaves. Its place is
 * all that is held of it, so that one that reads slowly is only late.
 */
final class EventStream {
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration LOOK_FOR_CLIENT = Duration.ofSeconds(2);
  private static final byte[] LINE_FEED = {'\n'};

  private final Sequence sequence;
  private final EventFilter filter;
  private final InstantSource clock;
  private final ReplyStream out;
  private final boolean sse;

  /** The id up to which all was told or passed over. */
  private long place;

  private long wroteAt = System.nanoTime();
  private long lookedAt = System.nanoTime();

  /**
   * @param place behind which it begins
   * @param sse Server-Sent Events, else one JSON object a line
   */
  EventStream(
      Sequence sequence,
      EventFilter filter,
      InstantSource clock,
      long place,
      boolean sse,
      ReplyStream out) {
    this.sequence = sequence;
    this.filter = filter;
    this.clock = clock;
    this.place = place;
    this.sse = sse;
    this.out = out;
  }

  void follow() throws IOException {
    sequence.join();
    try {
      begin();
      tellAll();
      beat();
      while (isThere()) {
        sequence.await(place, LOOK_FOR_CLIENT);
        tellAll();
      }
      sayGoodbye();
    } catch (InterruptedException _) {
      // The server ends.
      Thread.currentThread().interrupt();
    } finally {
      sequence.leave();
    }
  }

  /** Who is left because the server stops is to know that; NDJSON ends with a whole line. */
  private void sayGoodbye() throws IOException {
    if (sse && sequence.isClosed()) {
      new EventWriter(out).shutdown();
      out.flush();
    }
  }

  /** Whoever is further than the sequence, has followed another one: the database is older. */
  private void begin() throws IOException {
    long last = sequence.last();
    if (place > last) {
      place = last;
      write(new Told(Gap.AHEAD.event(place, clock.instant())));
    }
  }

  private void tellAll() throws IOException {
    List<Told> next = next();
    while (!next.isEmpty() && isThere()) {
      for (Told told : next) {
        if (filter.takes(told.event())) {
          write(told);
        }
        place = told.event().id();
      }
      next = next();
    }
    out.flush();
  }

  /** What comes next; when that is kept no more, this is said, and what comes then. */
  private List<Told> next() throws IOException {
    long last = sequence.last();
    List<Told> next = sequence.after(place);
    long following = next.isEmpty() ? last : next.getFirst().event().id() - 1;
    if (following > place) {
      place = following;
      write(new Told(Gap.EXPIRED.event(place, clock.instant())));
    }
    return next;
  }

  private void write(Told told) throws IOException {
    Event event = told.event();
    if (sse) {
      new EventWriter(out).event(Long.toString(event.id()), event.type().word(), told.json());
    } else {
      out.write(told.json());
      out.write(LINE_FEED);
    }
    wroteAt = System.nanoTime();
  }

  private void beat() throws IOException {
    write(new Told(Event.heartbeat(place, clock.instant())));
    out.flush();
  }

  /** Shows life when nothing was to be told for long; false when the listener is to be left. */
  private boolean isThere() throws IOException {
    if (sequence.isClosed() || Thread.currentThread().isInterrupted()) {
      return false;
    }
    long now = System.nanoTime();
    if (now - lookedAt < LOOK_FOR_CLIENT.toNanos()) {
      return true;
    }
    lookedAt = now;
    if (now - wroteAt > QUIET.toNanos()) {
      beat();
    }
    return !out.isClientGone();
  }
}
