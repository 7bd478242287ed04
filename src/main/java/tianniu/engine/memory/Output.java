package tianniu.engine.memory;

import tianniu.engine.OutputStreamKind;

/** Where a pretended process writes to. */
interface Output {
  void write(OutputStreamKind stream, byte[] bytes) throws Ended;

  /** The process has ended: nothing more is written. */
  default void end() {}
}
