package tianniu.live;

import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;

/** Learns of containers that have a process. Called under no lock, and more often than needed. */
public interface RunListener {
  /** The container runs or is paused, in the run that the engine's words tell of. */
  void up(ContainerId id, EngineContainer container);

  /** The container does not run, or is gone. */
  void down(ContainerId id);
}
