package tianniu.event;

import java.util.List;
import java.util.Objects;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.fault.Fault;
import tianniu.http.Language;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.store.Store;

/** Finds what happened to one container, also to one that is gone. */
record Histories(Recorder recorder, LiveView view, EngineMirror mirror) {
  /**
   * The history of the container that goes by this, or that went by this id or name last.
   *
   * @param limit of the newest so many are told
   */
  EventHistory of(String asked, Scope scope, int limit, Language language) {
    mirror.requireReady();
    LiveContainer present = view.snapshot().find(asked, scope).orElse(null);
    ContainerId id = present == null ? formerly(asked, scope) : present.id();
    List<EventHistory.Item> items =
        read(
            handle ->
                EventTable.of(
                    handle,
                    id,
                    limit,
                    newestFirst ->
                        newestFirst
                            .filter(event -> event.isWithin(scope))
                            .map(event -> EventHistory.Item.of(event, language))
                            .toList()));
    return new EventHistory(id.value(), present == null, items.reversed());
  }

  private ContainerId formerly(String asked, Scope scope) {
    return read(handle ->
            EventTable.named(
                handle,
                asked,
                newestFirst ->
                    newestFirst
                        .filter(event -> event.isWithin(scope))
                        .map(event -> Objects.requireNonNull(event.container()).id())
                        .findFirst()))
        .orElseThrow(() -> new Fault.NoSuchContainer(asked).asException());
  }

  private <T> T read(Store.Work<T> work) {
    return recorder.store().read(work);
  }
}
