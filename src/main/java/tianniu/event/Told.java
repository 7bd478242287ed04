package tianniu.event;

import org.jspecify.annotations.Nullable;
import tianniu.http.Json;

/** An event that may be told to many: written once, by the first who needs it. */
final class Told {
  private final Event event;
  private final long weight;
  private volatile byte @Nullable [] json;

  Told(Event event) {
    this.event = event;
    this.weight = event.weight();
  }

  long weight() {
    return weight;
  }

  Event event() {
    return event;
  }

  /** Not to be changed. */
  byte[] json() {
    byte[] written = json;
    if (written == null) {
      written = Json.bytes(EventView.of(event));
      json = written;
    }
    return written;
  }
}
