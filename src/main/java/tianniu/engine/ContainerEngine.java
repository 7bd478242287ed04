package tianniu.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the product asks of an engine about containers. A call about a container that is gone throws
 * {@link tianniu.fault.Fault.NoSuchContainer}.
 */
public interface ContainerEngine {
  /** All containers, whatever their state; cheap, for finding out what to look at closer. */
  List<ContainerSummary> list();

  Optional<EngineContainer> find(EngineRef ref);

  /**
   * Which installation made this very container to start it at once: not one that has only got the
   * marks of such a container, as one from an image that was committed from it has.
   */
  Optional<String> makerOf(EngineRef ref);

  /**
   * Makes a container and does not start it. The image must be there already.
   *
   * @throws tianniu.fault.FaultException with {@code ContainerExists}, {@code NoSuchImage}, {@code
   *     NoSuchNetwork}, {@code NoSuchVolume}, or {@code EngineRefused} for what has no kind
   */
  EngineRef create(ContainerSpec spec);

  /**
   * Starts a container that is not running.
   *
   * @throws tianniu.fault.FaultException with {@code PortInUse} when a published port is taken,
   *     {@code EngineRefused} when the command cannot be run
   */
  Change start(EngineRef ref);

  /** Asks the container's process to end, and kills it after {@code grace}; returns when it has. */
  Change stop(EngineRef ref, Duration grace);

  /** Stops as {@link #stop} does when running, then starts. */
  void restart(EngineRef ref, Duration grace);

  void pause(EngineRef ref);

  void unpause(EngineRef ref);

  /**
   * Removes a container; returns when it is gone.
   *
   * @param force also when it runs (it is killed)
   * @param volumes also its anonymous volumes
   */
  void remove(EngineRef ref, boolean force, boolean volumes);

  /**
   * What the container wrote; the stream must be closed. A container whose log is not kept has
   * none.
   */
  LogStream logs(EngineRef ref, LogQuery query);

  /**
   * The last of what a container wrote, in a single call: for one that may be gone any moment, and
   * its log with it. Long lines may count as several.
   */
  LogStream lastLines(EngineContainer container, int most);

  /** Whether a call changed anything, or found it so already. */
  enum Change {
    DONE,
    ALREADY
  }
}
