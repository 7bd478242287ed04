package tianniu.stat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.http.Query;
import tianniu.live.LiveContainer;
import tianniu.live.Selection;
import tianniu.live.Snapshot;
import tianniu.live.Status;

/**
 * Which containers somebody wants to watch.
 *
 * @param ids as getContainer takes them; empty for any
 * @param selection what must hold for each of them
 */
record Watchlist(List<String> ids, Selection selection) {
  private static final int MOST_IDS = 100;

  static Watchlist of(Query query) {
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
    List<Map.Entry<String, String>> labels =
        query.texts("label").stream()
            .map(
                text ->
                    label(text)
                        .orElseThrow(() -> Query.refused("label", "must have the form key=value")))
            .toList();
    Status status =
        query.parsed(
            "status",
            Status::of,
            "must be running, stopped, paused, or another status that a container can have");
    return new Watchlist(ids, new Selection(status, labels));
  }

  private static Optional<Map.Entry<String, String>> label(String text) {
    int equals = text.indexOf('=');
    return equals < 1
        ? Optional.empty()
        : Optional.of(Map.entry(text.substring(0, equals), text.substring(equals + 1)));
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
      now.all(selection.within(scope)).forEach(each -> found.put(each.id(), each));
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
