package tianniu.engine;

import org.jspecify.annotations.Nullable;

/** Log lines as they are read, by one thread, in constant memory. */
public interface LogStream extends AutoCloseable {
  /**
   * Waits for the next line.
   *
   * @return null at the end, and when the stream was closed from another thread
   */
  @Nullable LogLine next();

  @Override
  void close();
}
