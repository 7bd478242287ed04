package tianniu.engine.docker;

import tianniu.engine.EngineRef;

/** One container's feed, as what reads the engine's measurements sees it. */
interface StatsTaker {
  EngineRef ref();

  /** Whether nothing is wanted any more. */
  boolean isOver();

  /** Of a stream. */
  void take(Stats stats);

  /** One that was asked for by itself, and may come later than those of a stream begun since. */
  void takeSingle(Stats stats);

  /** The engine knows no such container any more. */
  void gone();
}
