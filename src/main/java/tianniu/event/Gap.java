package tianniu.event;

import java.time.Instant;

/** Why events may be missing, so that who follows them must list the containers again. */
enum Gap {
  EXPIRED("The events before this one are kept no more"),
  AHEAD("No event has this id yet: the sequence is another one, or was set back"),
  LOST("Not all events could be written: what came of them follows");

  private final String message;

  Gap(String message) {
    this.message = message;
  }

  /** Before the event behind this id. */
  Event event(long id, Instant now) {
    return draft(now).placed(id);
  }

  Event.Draft draft(Instant now) {
    return new Event.Draft(now, EventType.RESYNC, null, Details.because(null, name(), message));
  }
}
