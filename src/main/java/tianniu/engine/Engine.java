package tianniu.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that runs containers. Every call may throw {@link tianniu.fault.FaultException} with
 * {@link tianniu.fault.Fault.EngineUnavailable} when the engine does not answer; an engine object
 * outlives that and works again when the engine is back.
 */
public interface Engine extends AutoCloseable {
  /** What the engine is and how large its machine is; asks the engine. */
  EngineInfo info();

  /**
   * Asks whether the engine answers.
   *
   * @throws tianniu.fault.FaultException with {@code EngineUnavailable} when it does not in time
   */
  void ping(Duration limit);

  ContainerEngine containers();

  ImageEngine images();

  ExecEngine execs();

  /** Networks and volumes, which the product names but does not make. */
  ResourceEngine resources();

  UsageEngine usage();

  /** The machine that the engine runs on, as far as it can be seen from here. */
  EngineHost host();

  /** Changes of containers from {@code since} on, repeating some rather than missing one. */
  EventStream events(Instant since);

  @Override
  void close();
}
