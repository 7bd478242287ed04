package tianniu.live;

import java.util.List;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;

/** All who listen to the view, told one after the other; under no lock. */
final class RunListeners {
  private final List<RunListener> all;

  RunListeners(List<RunListener> all) {
    this.all = List.copyOf(all);
  }

  /** Tells whether a container has a process. */
  void tell(LiveContainer container) {
    EngineContainer engine = container.engine();
    for (RunListener listener : all) {
      if (engine != null && container.hasProcess()) {
        listener.up(container.id(), engine);
      } else {
        listener.down(container.id());
      }
    }
  }

  void down(ContainerId id) {
    all.forEach(listener -> listener.down(id));
  }

  void leaving(LiveContainer container) {
    all.forEach(listener -> listener.leaving(container));
  }

  void gone(LiveContainer last) {
    all.forEach(listener -> listener.gone(last));
  }

  void heard(EngineEvent event) {
    all.forEach(listener -> listener.heard(event));
  }
}
