package tianniu.engine;

import org.jspecify.annotations.Nullable;

/** An engine's events, read by one thread. {@link #close} from another thread ends the reading. */
public interface EventStream extends AutoCloseable {
  /**
   * Waits for the next event.
   *
   * @return null when the engine ended the stream or the stream was closed
   */
  @Nullable EngineEvent next();

  @Override
  void close();
}
