package tianniu.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;

/**
 * All containers at one moment, immutable.
 *
 * @param newestFirst by creation time, then id, so that pages do not shift between two reads
 */
public record Snapshot(
    List<LiveContainer> newestFirst,
    Map<ContainerId, LiveContainer> byId,
    Map<String, LiveContainer> byName,
    Map<String, LiveContainer> byRef) {
  /** The shortest piece of an id that may stand for it. */
  static final int MIN_PREFIX = 12;

  private static final Comparator<LiveContainer> NEWEST_FIRST =
      Comparator.comparing(LiveContainer::createdAt).reversed().thenComparing(LiveContainer::id);

  static Snapshot of(Collection<LiveContainer> containers) {
    List<LiveContainer> sorted = new ArrayList<>(containers);
    sorted.sort(NEWEST_FIRST);
    Map<ContainerId, LiveContainer> byId = HashMap.newHashMap(sorted.size());
    Map<String, LiveContainer> byName = HashMap.newHashMap(sorted.size());
    Map<String, LiveContainer> byRef = HashMap.newHashMap(sorted.size());
    for (LiveContainer container : sorted) {
      byId.put(container.id(), container);
      EngineRef ref = container.ref();
      if (ref != null) {
        byRef.put(ref.value(), container);
        byName.put(container.name(), container);
      } else {
        // A failed draft gives way to a container of its name that the engine has.
        byName.putIfAbsent(container.name(), container);
      }
    }
    return new Snapshot(
        List.copyOf(sorted), Map.copyOf(byId), Map.copyOf(byName), Map.copyOf(byRef));
  }

  /**
   * The container that goes by this id, engine's id, name, or unique prefix of an id; in this
   * order, as the engine itself resolves them.
   */
  public Optional<LiveContainer> find(String asked) {
    return find(asked, Scope.ALL);
  }

  /** The same among the containers of a scope alone: what lies outside does not even collide. */
  public Optional<LiveContainer> find(String asked, Scope scope) {
    LiveContainer found =
        ContainerId.isId(asked) ? within(scope, byId.get(new ContainerId(asked))) : null;
    if (found == null) {
      found = within(scope, byRef.get(asked));
    }
    if (found == null) {
      found = within(scope, byName.get(asked));
    }
    return Optional.ofNullable(found == null ? byPrefix(asked, scope) : found);
  }

  private static @Nullable LiveContainer within(Scope scope, @Nullable LiveContainer found) {
    return found != null && scope.covers(found.labels()) ? found : null;
  }

  private @Nullable LiveContainer byPrefix(String asked, Scope scope) {
    if (asked.length() < MIN_PREFIX) {
      return null;
    }
    LiveContainer found = null;
    for (LiveContainer container : newestFirst) {
      EngineRef ref = container.ref();
      boolean meant =
          container.id().value().startsWith(asked)
              || (ref != null && ref.value().startsWith(asked));
      if (meant && scope.covers(container.labels())) {
        if (found != null) {
          return null;
        }
        found = container;
      }
    }
    return found;
  }
}
