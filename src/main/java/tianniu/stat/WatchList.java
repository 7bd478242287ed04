package tianniu.stat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tianniu.caller.Scope;
import tianniu.container.ListFilter;
import tianniu.engine.ContainerId;
import tianniu.http.Query;
import tianniu.live.LiveContainer;
import tianniu.live.Selection;
import tianniu.live.Snapshot;

/**
 * Which containers somebody wants to watch; a container must match all that is given.
 *
 * @param ids as getContainer takes them; empty for any
 */
record WatchList(List<String> ids, Selection selection) {
  private static final int MOST_IDS = 100;

  static WatchList of(Query query) {
    List<String> ids =
        query.texts("ids").stream()
            .flatMap(text -> List.of(text.split(",", -1)).stream())
            .map(String::strip)
            .distinct()
            .toList();
    if (ids.size() > MOST_IDS) {
      throw Query.refused("ids", "must be at most " + MOST_IDS + " ids");
    }
    if (ids.contains("")) {
      throw Query.refused("ids", "must not hold an empty id");
    }
    return new WatchList(ids, ListFilter.of(query));
  }

  /**
   * What is selected.
   *
   * @param containers newest first, or in the order of the ids
   * @param missing ids that nothing in the scope goes by
   * @param truncated whether there are more than are to be had
   */
  record Found(List<LiveContainer> containers, List<String> missing, boolean truncated) {}

  /**
   * Selects from what there is now.
   *
   * @param most containers to be had
   * @param followed those that come first when there are more
   */
  Found in(Snapshot now, Scope scope, int most, Set<ContainerId> followed) {
    Map<ContainerId, LiveContainer> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    if (ids.isEmpty()) {
      now.all(selection.within(scope)).forEach(container -> found.put(container.id(), container));
    }
    for (String asked : ids) {
      now.find(asked, scope)
          .ifPresentOrElse(
              container -> {
                if (selection.matches(container)) {
                  found.put(container.id(), container);
                }
              },
              () -> missing.add(asked));
    }
    boolean truncated = found.size() > most;
    if (truncated) {
      keep(most, followed, found);
    }
    return new Found(List.copyOf(found.values()), missing, truncated);
  }

  /** A container that is followed stays so, or each new one would push an old one out. */
  private static void keep(
      int most, Set<ContainerId> followed, Map<ContainerId, LiveContainer> found) {
    long room = most - found.keySet().stream().filter(followed::contains).count();
    List<ContainerId> fresh =
        found.keySet().stream().filter(id -> !followed.contains(id)).skip(room).toList();
    fresh.forEach(found::remove);
  }
}
