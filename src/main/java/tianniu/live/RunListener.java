package tianniu.live;

import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;

/** Learns of containers that have a process. Called under no lock, and more often than needed. */
public interface RunListener {
  /** The container runs or is paused, in the run that the engine's words tell of. */
  void up(ContainerId id, EngineContainer container);

  /** The container does not run, or is gone. */
  void down(ContainerId id);

  /**
   * The engine told of something, before the view knows what came of it. Called by the one thread
   * that reads the events, which must not be held up.
   */
  default void heard(EngineEvent event) {}

  /** The container is about to be removed by an operation, which waits for this to return. */
  default void leaving(LiveContainer container) {}

  /**
   * The container is gone, whoever has removed it.
   *
   * @param last as it was known last: with the status {@code deleting} when an operation did it
   */
  default void gone(LiveContainer last) {}
}
