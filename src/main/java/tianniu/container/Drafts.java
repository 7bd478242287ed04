package tianniu.container;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.fault.FaultException;
import tianniu.live.ChangeListener;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;
import tianniu.operation.Operation;
import tianniu.store.Store;

/**
 * Creations that have not come to a running container, as earlier processes left them in the store:
 * what was answered outlives the process that answered it.
 */
public final class Drafts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Drafts.class);

  private final Store store;
  private final DraftStriker striker;
  private @Nullable LiveView into;
  private final Map<ContainerId, Draft> restored = new LinkedHashMap<>();

  /**
   * A creation as it was kept.
   *
   * @param scope of the key that asked for it last, whose secrets it may have
   * @param why it failed; null while it is to be done
   * @param made whether it failed after the engine had made the container
   */
  record Draft(Scope scope, ContainerSpec spec, @Nullable StatusReason why, boolean made) {}

  public Drafts(Store store) {
    this.store = store;
    this.striker = new DraftStriker(store);
  }

  /** Hears of all changes of the view, behind another who does. */
  public ChangeListener behind(ChangeListener other) {
    return (was, now) -> {
      other.changed(was, now);
      striker.changed(was, now);
    };
  }

  /**
   * Takes what earlier processes left into the view, before the engine's first word: the ids of
   * creations are known, and their names, ports and parts of quotas are held, from the first
   * request on; and on what has an operation open, no second one begins.
   *
   * @param unfinished operations
   */
  public void restoreInto(LiveView view, List<Operation> unfinished) {
    Map<ContainerId, Task> tasks = new HashMap<>();
    for (Operation operation : unfinished) {
      Status transition = Verbs.transition(operation.verb());
      if (transition != null) {
        tasks.put(operation.container(), operation.task(transition));
      }
    }
    for (DraftTable.Row row : store.read(DraftTable::all)) {
      try {
        ContainerSpec spec =
            CreateBody.read(
                row.body(), row.id(), Instant.ofEpochMilli(row.acceptedAt()), row.createdBy());
        restored.put(row.id(), new Draft(row.scope(), spec, row.why(), row.made()));
        view.restore(spec, tasks.remove(row.id()), row.why());
      } catch (FaultException e) {
        LOG.error("the accepted creation {} cannot be read any more: {}", row.id(), e.fault());
      }
    }
    tasks.forEach(view::expect);
    into = view;
    striker.attend(view);
  }

  /** What {@link #restoreInto} found, in the order of acceptance. */
  Map<ContainerId, Draft> restored() {
    return restored;
  }

  /**
   * Forgets what was removed behind our back, as one that was made and failed can be: after the
   * first look, and before anybody tells of what the view has.
   *
   * @param unseen that the engine has and could not tell of at the first look
   */
  public void forgetGone(Set<EngineRef> unseen) {
    LiveView view = into;
    if (view == null || !unseen.isEmpty()) {
      // Each of them may be one: it is not known which.
      return;
    }
    for (Draft draft : restored.values()) {
      LiveContainer now = view.find(draft.spec().id());
      boolean isGone = now != null && now.ref() == null && now.task() == null;
      if (isGone && draft.why() != null && draft.made()) {
        view.drop(draft.spec().id());
      }
    }
  }

  @Override
  public void close() {
    striker.close();
  }
}
