package tianniu.event;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What kind of thing happened; the document says what each means. */
enum EventType {
  CREATED,
  STARTING,
  STARTED,
  STOPPING,
  STOPPED,
  PAUSED,
  UNPAUSED,
  RESTARTING,
  RESTARTED,
  HEALTH_CHANGED,
  RENAMED,
  FAILED,
  REMOVING,
  REMOVED,
  /** Events may be missing before this one: about no container, and for everybody. */
  RESYNC,
  /** Shows where a stream is; in no sequence. */
  HEARTBEAT;

  /** As the API writes it. */
  String word() {
    String name = name().toLowerCase(Locale.ROOT);
    return isOfContainer() ? "container." + name : name;
  }

  boolean isOfContainer() {
    return this != RESYNC && this != HEARTBEAT;
  }

  /** All that happens to containers, as an English list. */
  static String choice() {
    List<String> words =
        Arrays.stream(values()).filter(EventType::isOfContainer).map(EventType::word).toList();
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  static Optional<EventType> of(String word) {
    for (EventType type : values()) {
      if (type.word().equals(word)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
