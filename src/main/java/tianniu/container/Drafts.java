package tianniu.container;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.fault.FaultException;
import tianniu.live.LiveView;
import tianniu.live.StatusReason;
import tianniu.store.Store;

/**
 * Creations that were accepted and have not come to a running container, kept in the store: what
 * was answered outlives the process that answered it.
 */
public final class Drafts {
  private static final Logger LOG = LoggerFactory.getLogger(Drafts.class);

  private final Store store;
  private final List<Draft> restored = new ArrayList<>();

  /** Those that the store has. */
  private final Set<ContainerId> kept = ConcurrentHashMap.newKeySet();

  /** Those of them that the store was away for when they were struck out. */
  private final Set<ContainerId> toStrike = ConcurrentHashMap.newKeySet();

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
   * Takes the creations of earlier processes into the view, before the engine's first word: their
   * ids are known, and their names, ports and parts of quotas are held, from the first request on.
   */
  public void restoreInto(LiveView view) {
    for (DraftTable.Row row : store.read(DraftTable::all)) {
      kept.add(row.id());
      try {
        ContainerSpec spec =
            CreateBody.read(
                row.body(), row.id(), Instant.ofEpochMilli(row.acceptedAt()), row.createdBy());
        restored.add(new Draft(row.scope(), spec, row.why(), row.made()));
        view.restore(spec, row.why());
      } catch (FaultException e) {
        LOG.error("the accepted creation {} cannot be read any more: {}", row.id(), e.fault());
      }
    }
  }

  List<Draft> restored() {
    return List.copyOf(restored);
  }

  /** Returns when the promise is on disk. */
  void accepted(Scope scope, ContainerSpec spec) {
    Set<ContainerId> late = Set.copyOf(toStrike);
    store.write(handle -> DraftTable.put(handle, scope, spec) + DraftTable.delete(handle, late));
    kept.add(spec.id());
    forget(late);
  }

  /**
   * Strikes a creation out that went well, and keeps why another did not. While the store is away
   * it stays as it was: the next process asks the engine how far it came.
   */
  void ended(ContainerId id, @Nullable StatusReason why, boolean made) {
    if (why == null) {
      strike(id);
      return;
    }
    try {
      store.write(handle -> DraftTable.fail(handle, id, why, made));
    } catch (FaultException e) {
      LOG.warn("the end of the creation {} could not be kept: {}", id, e.fault());
    }
  }

  /** Strikes a creation out, now or with the next write that the store takes. */
  void strike(ContainerId id) {
    if (!kept.contains(id)) {
      return;
    }
    toStrike.add(id);
    Set<ContainerId> late = Set.copyOf(toStrike);
    try {
      store.write(handle -> DraftTable.delete(handle, late));
      forget(late);
    } catch (FaultException e) {
      LOG.warn("the creation {} could not be struck out yet: {}", id, e.fault());
    }
  }

  private void forget(Set<ContainerId> struck) {
    kept.removeAll(struck);
    toStrike.removeAll(struck);
  }
}
