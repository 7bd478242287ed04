package tianniu.engine;

import java.util.Optional;

/** The usage of one run of one container. */
public interface UsageFeed extends AutoCloseable {
  /** The newest sample, taken now or since the last call; empty when there is none yet. Quick. */
  Optional<UsageSample> sample();

  @Override
  void close();
}
