package tianniu.diagnosis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.live.LiveContainer;

/**
 * The end of a run and the departure of its container, where a look has found it gone before the
 * event of the end was heard. Either may come first; whoever comes second is given the other.
 */
final class Crossings {
  /** Events are some milliseconds behind looks. */
  private static final int MOST = 256;

  private final Map<EngineRef, LiveContainer> departed = newest();
  private final Map<EngineRef, EngineEvent> ended = newest();

  private static <T> Map<EngineRef, T> newest() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<EngineRef, T> eldest) {
        return size() > MOST;
      }
    };
  }

  /** The container of an end that was heard, if it has departed; else it may depart yet. */
  synchronized Optional<LiveContainer> ended(EngineEvent end) {
    @Nullable LiveContainer container = departed.remove(end.ref());
    if (container == null) {
      ended.put(end.ref(), end);
    }
    return Optional.ofNullable(container);
  }

  /** The end of a container that departed with a process, if it was heard; else it may be yet. */
  synchronized Optional<EngineEvent> departed(EngineRef ref, LiveContainer container) {
    @Nullable EngineEvent end = ended.remove(ref);
    if (end == null) {
      departed.put(ref, container);
    }
    return Optional.ofNullable(end);
  }

  /** The engine has told all of it. */
  synchronized void forget(EngineRef ref) {
    departed.remove(ref);
  }
}
