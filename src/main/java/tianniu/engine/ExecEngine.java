package tianniu.engine;

/** Commands run in a container beside its own process. */
public interface ExecEngine {
  /**
   * Makes a command ready, of which nothing runs yet.
   *
   * @throws tianniu.fault.FaultException with {@code NoSuchContainer}, or {@code EngineRefused}
   *     when the container does not run
   */
  Ready prepare(EngineRef ref, ExecSpec spec);

  /** Starts a command; throws what {@link #prepare} and {@link Ready#start} do. */
  default ExecSession start(EngineRef ref, ExecSpec spec) {
    return prepare(ref, spec).start();
  }

  /** A command that can be started, once. Whoever does not start it need not say so. */
  @FunctionalInterface
  interface Ready {
    /**
     * Starts it.
     *
     * @throws tianniu.fault.FaultException with {@code EngineRefused} when the container runs no
     *     more
     */
    ExecSession start();
  }
}
