package tianniu.container;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.StatusReason;
import tianniu.operation.Addendum;
import tianniu.operation.Outcome;
import tianniu.store.Store;

/**
 * Keeps what a container is to be made from in step with an operation on it: it is kept from the
 * acceptance on until the container runs, or is deleted.
 */
final class DraftNote implements Addendum {
  private final LiveView view;
  private final ContainerId id;
  private final @Nullable Kept opened;
  private final @Nullable LiveContainer before;
  private final boolean deletes;

  /** What is kept, and whose secrets it may have. */
  private record Kept(Scope scope, ContainerSpec spec) {}

  private DraftNote(
      LiveView view,
      ContainerId id,
      @Nullable Kept opened,
      @Nullable LiveContainer before,
      boolean deletes) {
    this.view = view;
    this.id = id;
    this.opened = opened;
    this.before = before;
    this.deletes = deletes;
  }

  /**
   * Of an operation that makes a container.
   *
   * @param before the container as it was; null when there was none
   */
  static DraftNote making(
      LiveView view, Scope scope, ContainerSpec spec, @Nullable LiveContainer before) {
    return new DraftNote(view, spec.id(), new Kept(scope, spec), before, false);
  }

  /** Of another operation on a container that has a draft. */
  static DraftNote changing(LiveView view, LiveContainer before, boolean deletes) {
    return new DraftNote(view, before.id(), null, before, deletes);
  }

  @Override
  public void accepted(Handle handle) {
    if (opened != null) {
      DraftTable.put(handle, opened.scope(), opened.spec());
    }
  }

  @Override
  public Store.Work<?> ended(Outcome outcome) {
    LiveContainer now = view.find(id);
    boolean made = now != null && now.ref() != null;
    return switch (outcome) {
      case Outcome.Succeeded _ -> handle -> DraftTable.delete(handle, id);
      case Outcome.Failed(var why) -> handle -> failed(handle, why, made);
      case Outcome.Cancelled _ -> handle -> putBack(handle, Outcome.CALLED_OFF, made);
    };
  }

  @Override
  public void refused(Handle handle) {
    putBack(handle, null, false);
  }

  /**
   * As it was before.
   *
   * @param why a creation that there was nothing before has failed; null when it is to vanish
   */
  private int putBack(Handle handle, @Nullable StatusReason why, boolean made) {
    if (opened == null) {
      return 0;
    }
    if (before == null && why != null) {
      return fail(handle, why, made);
    }
    if (before == null || before.draft() == null) {
      return DraftTable.delete(handle, id);
    }
    // Also one that has no reason: without its draft what the engine has of it would be nobody's.
    StatusReason former = before.reason() == null ? Outcome.CALLED_OFF : before.reason();
    return fail(handle, former, before.ref() != null);
  }

  private int failed(Handle handle, StatusReason why, boolean made) {
    return deletes && !DraftTable.isSettled(view.find(id)) ? 0 : fail(handle, why, made);
  }

  /** Unless somebody has settled it meanwhile: this is written behind. */
  private int fail(Handle handle, StatusReason why, boolean made) {
    return DraftTable.isSettled(view.find(id))
        ? DraftTable.delete(handle, id)
        : DraftTable.fail(handle, id, why, made);
  }
}
