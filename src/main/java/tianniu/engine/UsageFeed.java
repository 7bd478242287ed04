package tianniu.engine;

import java.util.Optional;

/** The usage of one run of one container. */
public interface UsageFeed extends AutoCloseable {
  /**
   * The newest sample, taken now or since the last call; empty when there is none yet. Quick: what
   * takes time goes on in the background, and is given out by a later call.
   */
  Optional<UsageSample> sample();

  /** Says how keenly it is followed from now on, so that effort goes where it is seen. Quick. */
  default void demand(Demand demand) {}

  @Override
  void close();
}
