package tianniu.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs in a container. One thread reads; another may write, resize, kill or close.
 * {@link #close} gives up the connection and does not end the command. Who is interrupted while
 * waiting gets {@link tianniu.fault.Fault.EngineUnavailable} at once, and the command goes on.
 */
public interface ExecSession extends AutoCloseable {
  /**
   * Waits for output.
   *
   * @return null when the command has closed its outputs, or the session was closed
   */
  @Nullable Chunk read();

  /** Sends to the command's input. */
  void write(byte[] bytes);

  /** Tells the command that its input ends. */
  void closeInput();

  void resize(int columns, int rows);

  /**
   * The command's exit code; waits for the command's end, or until the session is closed. 126 and
   * 127 mean that it could not be run and was not found; the engine's words about it came on
   * stderr.
   */
  int exitCode();

  /** Ends the command and what it started, at once. Harmless when it has ended. */
  void kill();

  @Override
  void close();

  /** A piece of output: what remains in the buffer, which is the reader's own. */
  record Chunk(OutputStreamKind stream, ByteBuffer bytes) {}
}
