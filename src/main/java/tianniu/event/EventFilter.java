package tianniu.event;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tianniu.caller.Scope;
import tianniu.container.ListFilter;
import tianniu.http.Query;

/**
 * Which events somebody wants, of those that a scope shows; an event must match all that is given.
 *
 * @param containers ids, names, or pieces of an id of at least 12 characters, of which one must
 *     match; empty for any
 * @param labels all of which the container must have carried then
 * @param types of which one must match; empty for any
 */
record EventFilter(
    Scope scope,
    Set<String> containers,
    List<Map.Entry<String, String>> labels,
    Set<EventType> types) {
  private static final int MOST = 100;
  private static final int MIN_PREFIX = 12;
  private static final int ID_LENGTH = 32;

  static EventFilter of(Query query, Scope scope) {
    Set<String> containers = Set.copyOf(query.texts("container"));
    if (containers.size() > MOST) {
      throw Query.refused("container", "must be given at most " + MOST + " times");
    }
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (String word : query.texts("type")) {
      types.add(
          EventType.of(word)
              .filter(EventType::isOfContainer)
              .orElseThrow(() -> Query.refused("type", "must be " + EventType.choice())));
    }
    return new EventFilter(scope, containers, ListFilter.of(query).labels(), types);
  }

  /** What is about no container is for everybody. */
  boolean takes(Event event) {
    Event.Subject about = event.container();
    if (about == null) {
      return true;
    }
    return scope.covers(about.labels())
        && (types.isEmpty() || types.contains(event.type()))
        && carriesAll(about)
        && (containers.isEmpty() || isMeant(about));
  }

  private boolean carriesAll(Event.Subject about) {
    for (Map.Entry<String, String> label : labels) {
      if (!label.getValue().equals(about.labels().get(label.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private boolean isMeant(Event.Subject about) {
    String id = about.id().value();
    if (containers.contains(id) || containers.contains(about.name())) {
      return true;
    }
    for (String asked : containers) {
      // Of the engine's own ids, those of containers that were made elsewhere begin with ours.
      String piece = asked.length() > ID_LENGTH ? asked.substring(0, ID_LENGTH) : asked;
      if (asked.length() >= MIN_PREFIX && id.startsWith(piece)) {
        return true;
      }
    }
    return false;
  }
}
