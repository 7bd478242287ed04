package tianniu.engine.docker;

import tianniu.engine.EngineRef;

/** One container's feed, as what reads the engine's measurements sees it. */
interface StatsTaker {
  EngineRef ref();

  /** Whether nothing is wanted any more. */
  boolean isOver();

  void take(Stats stats);

  /** The engine knows no such container any more. */
  void gone();
}
