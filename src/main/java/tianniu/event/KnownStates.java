package tianniu.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.live.LiveContainer;
import tianniu.live.Snapshot;

/** What was last told of each container, and what of it is not on disk yet. Of one thread. */
final class KnownStates {
  private final Predicate<EngineRef> isUnseen;
  private final Function<LiveContainer, State> look;
  private final Map<ContainerId, State> states = new HashMap<>();
  private final Map<ContainerId, State> changed = new HashMap<>();
  private final Set<ContainerId> gone = new HashSet<>();
  private boolean doubts;

  /**
   * @param isUnseen whether the engine has a container of which it does not tell
   * @param look what a container is now
   */
  KnownStates(Predicate<EngineRef> isUnseen, Function<LiveContainer, State> look) {
    this.isUnseen = isUnseen;
    this.look = look;
  }

  void load(Map<ContainerId, State> kept) {
    states.clear();
    changed.clear();
    gone.clear();
    states.putAll(kept);
  }

  /** What happened when a container has become this, or is gone. */
  List<Event.Draft> become(ContainerId id, @Nullable State seen, Instant noticed) {
    State now = seen == null ? null : seen.behind(states.get(id));
    // Also when it is the same: its texts are then the ones that the view has.
    State was = now == null ? states.remove(id) : states.put(id, now);
    if (now == null) {
      changed.remove(id);
      if (was != null) {
        gone.add(id);
      }
    } else if (!now.equals(was)) {
      changed.put(id, now);
      gone.remove(id);
    }
    return new Difference(was, now, noticed).events();
  }

  /** What happened when these are all that there are. */
  List<Event.Draft> compare(Snapshot all, Instant noticed) {
    List<Event.Draft> drafts = new ArrayList<>();
    doubts = false;
    for (LiveContainer container : all.newestFirst()) {
      boolean isKnown = container.engine() != null || isSure(states.get(container.id()));
      if (isKnown && !container.isAsked()) {
        drafts.addAll(become(container.id(), look.apply(container), noticed));
      }
    }
    for (State state : List.copyOf(states.values())) {
      if (all.byId(state.id()) == null && isSure(state)) {
        drafts.addAll(become(state.id(), null, noticed));
      }
    }
    return drafts;
  }

  /** Whether the engine does not have it any more, when the view has nothing of the engine's. */
  private boolean isSure(@Nullable State before) {
    boolean isUnseenNow = before != null && before.ref() != null && isUnseen.test(before.ref());
    doubts |= isUnseenNow;
    return !isUnseenNow;
  }

  /** Whether there are containers of which it is not known whether they still are. */
  boolean hasDoubts() {
    return doubts;
  }

  boolean isChanged() {
    return !changed.isEmpty() || !gone.isEmpty();
  }

  Collection<State> changed() {
    return changed.values();
  }

  Set<ContainerId> gone() {
    return gone;
  }

  /** All is on disk. */
  void kept() {
    changed.clear();
    gone.clear();
  }
}
