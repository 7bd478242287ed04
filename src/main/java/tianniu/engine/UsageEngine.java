package tianniu.engine;

/** What running containers use. */
public interface UsageEngine {
  /**
   * Begins to watch a container that runs. Never throws; a container that is gone has no samples.
   */
  UsageFeed open(EngineContainer container);
}
