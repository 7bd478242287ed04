package tianniu.exec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ExecSession;
import tianniu.engine.OutputStreamKind;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.idempotency.Turn;

/** One command from its start to its end, or to its time limit, at which it is killed. */
final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  /** How long a killed command's outputs may take to end before the connection is given up. */
  private static final Duration AFTER_KILL = Duration.ofSeconds(3);

  private final ExecSession session;
  private final Duration limit;
  private final OutputBuffer stdout = new OutputBuffer();
  private final OutputBuffer stderr = new OutputBuffer();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean timedOut;

  Execution(ExecSession session, Duration limit) {
    this.session = session;
    this.limit = limit;
  }

  /** A command that has ended, with what it wrote. */
  record Result(int exitCode, String stdout, String stderr, boolean truncated) {
    /** With the beginnings of what it wrote. */
    Result brief() {
      return new Result(exitCode, Turn.beginning(stdout), Turn.beginning(stderr), true);
    }
  }

  /**
   * Feeds the command and reads it to its end.
   *
   * @param stdin null when the command has no input
   * @throws FaultException with {@link Fault.ExecTimedOut}
   */
  Result run(boolean attachStdin, @Nullable String stdin) {
    Thread watchdog = Thread.ofVirtual().name("exec-limit").start(this::killAtLimit);
    if (attachStdin) {
      Thread.ofVirtual().name("exec-stdin").start(() -> feed(stdin));
    }
    try {
      ExecSession.Chunk chunk = session.read();
      while (chunk != null) {
        (chunk.stream() == OutputStreamKind.STDOUT ? stdout : stderr).add(chunk.bytes());
        chunk = session.read();
      }
      int exitCode = timedOut ? 0 : session.exitCode();
      if (timedOut) {
        throw timedOut();
      }
      return new Result(exitCode, stdout.text(), stderr.text(), isTruncated());
    } catch (FaultException e) {
      throw timedOut ? timedOut() : e;
    } finally {
      ended.countDown();
      watchdog.interrupt();
    }
  }

  private void feed(@Nullable String stdin) {
    try {
      if (stdin != null) {
        session.write(stdin.getBytes(StandardCharsets.UTF_8));
      }
      session.closeInput();
    } catch (FaultException e) {
      // A command may end without reading its input.
      LOG.debug("the input was not read: {}", e.fault());
    }
  }

  private void killAtLimit() {
    try {
      if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        timedOut = true;
        session.kill();
        if (!ended.await(AFTER_KILL.toNanos(), TimeUnit.NANOSECONDS)) {
          session.close();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (FaultException e) {
      LOG.warn("a command at its time limit could not be killed: {}", e.fault());
      session.close();
    }
  }

  private FaultException timedOut() {
    return new Fault.ExecTimedOut(limit, stdout.text(), stderr.text(), isTruncated()).asException();
  }

  private boolean isTruncated() {
    return stdout.isTruncated() || stderr.isTruncated();
  }
}
