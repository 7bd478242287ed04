package tianniu.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.live.Labels;

/**
 * One event of the sequence.
 *
 * @param id its place: each is one more than the one before
 * @param at as the engine has it where it says so, else when it was noticed
 * @param container whom it happened to; null where all are meant
 */
record Event(long id, Instant at, EventType type, @Nullable Subject container, Details details) {
  private static final int FRAME_BYTES = 200;

  /** A container as it was then; one that is gone as it was last. */
  record Subject(ContainerId id, String name, String image, Map<String, String> labels) {
    long weight() {
      return name.length() + image.length() + Labels.bytes(labels);
    }
  }

  /** What happened, before it has its place. */
  record Draft(Instant at, EventType type, @Nullable Subject container, Details details) {
    Event placed(long id) {
      return new Event(id, at, type, container, details);
    }
  }

  static Event heartbeat(long id, Instant at) {
    return new Event(id, at, EventType.HEARTBEAT, null, Details.NONE);
  }

  /** About what it takes, in bytes: on disk, in memory, or as it is shown. */
  long weight() {
    return FRAME_BYTES + details.weight() + (container == null ? 0 : container.weight());
  }

  /** What is about no container is nobody's secret. */
  boolean isWithin(Scope scope) {
    return container == null || scope.covers(container.labels());
  }
}
