package tianniu.engine.memory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.OutputStreamKind;

/**
 * A process that is played by a virtual thread. Signals, input and freezing come from the engine's
 * side; sleeping, reading and writing are the played program's. All state is under the engine's
 * lock, which no wait holds.
 */
final class PretendedProcess {
  /** What the process does. */
  interface Body {
    int run(PretendedProcess process) throws Ended;
  }

  private static final Logger log = LoggerFactory.getLogger(PretendedProcess.class);

  /** Steps after which a process that never waits counts as settled: an endless loop. */
  private static final int BUSY = 1000;

  private final ReentrantLock lock;
  private final Condition changed;
  private final Surroundings around;
  private final Output output;
  private final ByteArrayOutputStream input = new ByteArrayOutputStream();
  private final Body body;
  private final IntConsumer onEnd;

  private boolean inputOpen;
  private boolean killed;
  private boolean askedToEnd;
  private boolean handlesTermination;
  private boolean frozen;
  private boolean settled;
  private int steps;
  private int columns = 80;
  private int rows = 24;
  private @Nullable Integer exitCode;

  /**
   * @param onEnd told the exit code, under the lock, after the last output
   */
  PretendedProcess(
      ReentrantLock lock,
      Surroundings around,
      Output output,
      boolean stdin,
      Body body,
      IntConsumer onEnd) {
    this.lock = lock;
    this.changed = lock.newCondition();
    this.around = around;
    this.output = output;
    this.inputOpen = stdin;
    this.body = body;
    this.onEnd = onEnd;
  }

  // ---- the engine's side ----

  void begin(String name) {
    Thread.ofVirtual().name(name).start(this::play);
  }

  /** Waits until the process has ended or waits for something itself. */
  void awaitSettled() {
    locked(
        () -> {
          while (!settled && exitCode == null) {
            changed.awaitUninterruptibly();
          }
        });
  }

  /** Waits until the process has ended; false when the limit came first. */
  boolean awaitEnd(Duration limit) {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (exitCode == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      return exitCode != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  int awaitExitCode() {
    lock.lock();
    try {
      while (exitCode == null) {
        changed.awaitUninterruptibly();
      }
      return exitCode;
    } finally {
      lock.unlock();
    }
  }

  void kill() {
    change(() -> killed = true);
  }

  /**
   * SIGTERM to a container's first process: one that does not handle it would not notice, and is
   * killed at once in place of being waited for.
   */
  void terminate() {
    change(
        () -> {
          frozen = false;
          askedToEnd = true;
          killed |= !handlesTermination;
        });
  }

  void freeze(boolean freeze) {
    change(() -> frozen = freeze);
  }

  void input(byte[] bytes) {
    change(
        () -> {
          if (inputOpen) {
            input.writeBytes(bytes);
          }
        });
  }

  void closeInput() {
    change(() -> inputOpen = false);
  }

  void resize(int newColumns, int newRows) {
    change(
        () -> {
          columns = newColumns;
          rows = newRows;
        });
  }

  // ---- the program's side ----

  Surroundings around() {
    return around;
  }

  /** From now on {@link #terminate} asks and does not kill. */
  void handleTermination() {
    change(() -> handlesTermination = true);
  }

  /** Whether {@link #terminate} asked since the last call. */
  boolean takeTermination() {
    lock.lock();
    try {
      boolean asked = askedToEnd;
      askedToEnd = false;
      return asked;
    } finally {
      lock.unlock();
    }
  }

  boolean isKilled() {
    lock.lock();
    try {
      return killed;
    } finally {
      lock.unlock();
    }
  }

  String terminalSize() {
    lock.lock();
    try {
      return rows + " " + columns;
    } finally {
      lock.unlock();
    }
  }

  /** To be called between two commands, so that a loop can be stopped and frozen. */
  void step() throws Ended {
    lock.lock();
    try {
      steps++;
      if (steps > BUSY) {
        settle();
      }
      while (frozen && !killed) {
        settle();
        changed.awaitUninterruptibly();
      }
      if (killed) {
        throw new Ended(Ended.KILLED);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sleeps in real time, less when the process is asked to end. */
  void sleep(Duration time) throws Ended {
    lock.lock();
    try {
      long left = time.toNanos();
      settle();
      while (left > 0 && !killed && !askedToEnd) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw new Ended(Ended.KILLED);
    } finally {
      lock.unlock();
    }
    step();
  }

  /** Waits for input; null when it has ended. */
  byte @Nullable [] read() throws Ended {
    return take(all -> all.length);
  }

  /** A line without its end; null when the input has ended. */
  @Nullable String readLine() throws Ended {
    byte[] line = take(PretendedProcess::endOfLine);
    return line == null ? null : new String(line, StandardCharsets.UTF_8).stripTrailing();
  }

  void write(OutputStreamKind stream, byte[] bytes) throws Ended {
    output.write(stream, bytes);
    step();
  }

  Output output() {
    return this::write;
  }

  private interface Portion {
    /** How much of the bytes is wanted; 0 for not enough yet. */
    int of(byte[] bytes);
  }

  private static int endOfLine(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        return i + 1;
      }
    }
    return 0;
  }

  private byte @Nullable [] take(Portion portion) throws Ended {
    lock.lock();
    try {
      while (true) {
        step();
        byte[] all = input.toByteArray();
        int wanted = inputOpen || all.length == 0 ? portion.of(all) : all.length;
        if (!inputOpen && all.length > 0 && portion.of(all) > 0) {
          wanted = portion.of(all);
        }
        if (wanted > 0) {
          input.reset();
          input.write(all, wanted, all.length - wanted);
          return Arrays.copyOf(all, wanted);
        }
        if (!inputOpen || askedToEnd) {
          return null;
        }
        settle();
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void play() {
    int code;
    try {
      step();
      code = body.run(this);
    } catch (Ended e) {
      code = e.code();
    } catch (RuntimeException e) {
      log.error("a pretended process failed", e);
      code = 255;
    }
    int exit = code;
    change(
        () -> {
          output.end();
          exitCode = exit;
          onEnd.accept(exit);
        });
  }

  private void settle() {
    if (!settled) {
      settled = true;
      changed.signalAll();
    }
  }

  private void change(Runnable change) {
    locked(
        () -> {
          change.run();
          changed.signalAll();
        });
  }

  private void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
