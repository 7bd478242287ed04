package tianniu.engine;

/** Commands run in a container beside its own process. */
public interface ExecEngine {
  /**
   * Starts a command.
   *
   * @throws tianniu.fault.FaultException with {@code NoSuchContainer}, or {@code EngineRefused}
   *     when the container does not run
   */
  ExecSession start(EngineRef ref, ExecSpec spec);
}
