package tianniu.engine.memory;

/** The calls of the engine that can be held up or made to fail. */
public enum Call {
  INFO,
  PING,
  EVENTS,
  LIST,
  FIND,
  CREATE,
  START,
  STOP,
  RESTART,
  PAUSE,
  UNPAUSE,
  REMOVE,
  LOGS,
  HAS_IMAGE,
  CHECK_REGISTRY,
  PULL,
  /** Makes a command ready. */
  EXEC_CREATE,
  /** Starts it. */
  EXEC,
  NETWORK,
  VOLUME
}
