package tianniu.event;

import java.util.List;
import tianniu.http.Language;

/**
 * What happened to one container, newest last.
 *
 * @param removed whether it is gone
 */
record EventHistory(String containerId, boolean removed, List<Item> events) {
  record Item(long id, String at, String type, String message, String name, Details details) {
    static Item of(Event event, Language language) {
      EventView view = EventView.of(event);
      Event.Subject about = event.container();
      return new Item(
          view.id(),
          view.at(),
          view.type(),
          Sentences.of(event, language),
          about == null ? "" : about.name(),
          view.details());
    }
  }
}
