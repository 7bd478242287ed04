package tianniu.engine.docker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ExecSession;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** A command that runs, over the connection that its start was turned into. */
final class DockerExecSession implements ExecSession {
  /** How long a killed command may take to be seen as ended. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  /** The first looks are quick, for most commands end with their outputs. */
  private static final long FIRST_LOOK_MILLIS = 2;

  private static final long LONGEST_LOOK_MILLIS = 500;

  /** SIGKILL's, of a process that went down with its container. */
  private static final int KILLED = 137;

  private final DockerExecs.RunningExec exec;
  private final StreamedReply reply;
  private final ExecOutput output;
  private final ExecKill kill;
  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Null until the command was killed. */
  private volatile @Nullable Deadline lingering;

  DockerExecSession(
      DockerExecs.RunningExec exec, StreamedReply reply, ExecOutput output, ExecKill kill) {
    this.exec = exec;
    this.reply = reply;
    this.output = output;
    this.kill = kill;
  }

  @Override
  public @Nullable Chunk read() {
    try {
      return output.next();
    } catch (IOException e) {
      if (reply.isClosedByUs()) {
        return null;
      }
      throw DockerHttp.unavailable(e);
    }
  }

  @Override
  public void write(byte[] bytes) {
    writing.lock();
    try {
      reply.connection().out().write(bytes);
    } catch (IOException e) {
      // The command has ended and reads no more: the reader learns of it.
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void closeInput() {
    writing.lock();
    try {
      reply.connection().shutdownOutput();
    } catch (IOException e) {
      // The command has ended.
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void resize(int columns, int rows) {
    exec.resize(columns, rows);
  }

  @Override
  public int exitCode() {
    for (long pause = FIRST_LOOK_MILLIS; ; pause = Math.min(pause * 2, LONGEST_LOOK_MILLIS)) {
      Wire.Exec found = exec.inspect();
      if (found == null) {
        return KILLED;
      }
      if (!found.running() && found.exitCode() != null) {
        return found.exitCode();
      }
      Deadline deadline = lingering;
      if (deadline != null && deadline.hasPassed()) {
        throw new Fault.EngineRefused("The command was killed and goes on.").asException();
      }
      try {
        if (closed.await(pause, TimeUnit.MILLISECONDS)) {
          throw new Fault.EngineUnavailable("The command was left before it ended.").asException();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FaultException(
            new Fault.EngineUnavailable("Interrupted while a command ended."), e);
      }
    }
  }

  @Override
  public void kill() {
    try {
      kill.kill(exec);
    } finally {
      lingering = Deadline.in(LINGER);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    reply.close();
  }
}
