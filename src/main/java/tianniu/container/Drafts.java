package tianniu.container;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.fault.FaultException;
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
public final class Drafts {
  private static final Logger LOG = LoggerFactory.getLogger(Drafts.class);

  private final Store store;
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
  }

  /** What {@link #restoreInto} found, in the order of acceptance. */
  Map<ContainerId, Draft> restored() {
    return restored;
  }

  /** Strikes out what was removed behind our back. */
  void strike(ContainerId id) {
    try {
      store.write(handle -> DraftTable.delete(handle, id));
    } catch (FaultException e) {
      LOG.warn("the creation {} could not be struck out: {}", id, e.fault());
    }
  }
}
