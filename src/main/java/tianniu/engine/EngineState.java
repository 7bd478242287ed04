package tianniu.engine;

/** The state of a container in the engine's eyes. */
public enum EngineState {
  CREATED,
  RUNNING,
  PAUSED,
  /** Between two runs, by the container's own restart policy. */
  RESTARTING,
  REMOVING,
  EXITED,
  DEAD
}
