package tianniu.engine.docker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ExecSession;
import tianniu.engine.OutputStreamKind;

/** A command that could not be run: the engine's words about it, and an exit code. */
final class FailedExec implements ExecSession {
  private final String message;
  private boolean read;

  FailedExec(String message) {
    this.message = message;
  }

  @Override
  public @Nullable Chunk read() {
    if (read) {
      return null;
    }
    read = true;
    byte[] bytes = (message + "\r\n").getBytes(StandardCharsets.UTF_8);
    return new Chunk(OutputStreamKind.STDERR, ByteBuffer.wrap(bytes));
  }

  @Override
  public void write(byte[] bytes) {}

  @Override
  public void closeInput() {}

  @Override
  public void resize(int columns, int rows) {}

  @Override
  public int exitCode() {
    return ExecOutput.exitCodeOf(message);
  }

  @Override
  public void kill() {}

  @Override
  public void close() {}
}
