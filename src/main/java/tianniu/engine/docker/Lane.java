package tianniu.engine.docker;

/**
 * What shares the room towards the engine. One lane that is full holds up no other; within a lane
 * each waits for its turn, no longer than its own time limit.
 */
enum Lane {
  /** The pulse, by which an engine that is busy is told from one that is dead. */
  PULSE(2),
  /** Quick reads of the server's own, which keep what is shown right. */
  OWN(24),
  /** Quick reads that a caller waits for: there may be any number of callers. */
  CALLER(24),
  /** What changes something, for work that was accepted: of that few is done at a time already. */
  CHANGE(128),
  /** The same, while a caller waits. */
  ASKED_CHANGE(32),
  /** Commands, for as long as they run. */
  COMMAND(256),
  /** Logs, for as long as they are read. */
  STREAM(1024),
  /** The events: without them nothing else can be right. */
  EVENTS(2);

  private final int width;

  Lane(int width) {
    this.width = width;
  }

  /** How many may be in it at a time. */
  int width() {
    return width;
  }

  /** Whether its calls share connections, and may be sent twice. */
  boolean isPooled() {
    return switch (this) {
      case PULSE, OWN, CALLER -> true;
      case CHANGE, ASKED_CHANGE, COMMAND, STREAM, EVENTS -> false;
    };
  }

  /** The one for the same when a caller waits for it. */
  Lane asked(boolean bound) {
    return switch (this) {
      case OWN -> bound ? CALLER : OWN;
      case CHANGE -> bound ? ASKED_CHANGE : CHANGE;
      case PULSE, CALLER, ASKED_CHANGE, COMMAND, STREAM, EVENTS -> this;
    };
  }
}
