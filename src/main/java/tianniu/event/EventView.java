package tianniu.event;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tianniu.http.Timestamps;

/** An event as the document shows it. */
record EventView(
    long id,
    String at,
    String type,
    @Nullable String containerId,
    @Nullable String name,
    @Nullable String image,
    Map<String, String> labels,
    Details details) {
  static EventView of(Event event) {
    Event.Subject about = event.container();
    return new EventView(
        event.id(),
        Timestamps.microseconds(event.at()),
        event.type().word(),
        about == null ? null : about.id().value(),
        about == null ? null : about.name(),
        about == null ? null : about.image(),
        about == null ? Map.of() : new TreeMap<>(about.labels()),
        event.details());
  }
}
