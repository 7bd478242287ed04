package tianniu.engine.memory;

/** What a name on the path of a pretended process runs. */
interface Program {
  /** Runs to its end; the exit code. */
  int run(Invocation call) throws Ended;
}
