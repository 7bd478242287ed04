package tianniu.engine.memory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
import tianniu.engine.OutputStreamKind;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** A pretended command and the connection to it. Guarded by the engine's lock. */
final class MemoryExecSession implements ExecSession {
  /** Bytes that wait for a slow reader; then the command waits, as it does on a full pipe. */
  private static final int MAX_WAITING = 64 << 10;

  private final Machine machine;
  private final Box box;
  private final ExecSpec spec;
  private final PretendedProcess process;
  private final Condition changed;
  private final Deque<Chunk> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean closed;
  private boolean lost;

  /** Null while the command goes on. */
  private @Nullable Integer exitCode;

  MemoryExecSession(
      Machine machine, Box box, ExecSpec spec, Surroundings around, PretendedProcess.Body body) {
    this.machine = machine;
    this.box = box;
    this.spec = spec;
    this.changed = machine.lock.newCondition();
    this.process =
        new PretendedProcess(machine.lock, around, this::output, spec.stdin(), body, this::finish);
  }

  void begin() {
    box.execs.add(this);
    process.begin("pretended-exec-" + box.spec.name());
  }

  void freeze(boolean freeze) {
    process.freeze(freeze);
  }

  /** The connection broke because the engine died. */
  void lose() {
    lost = true;
    kill();
  }

  @Override
  public @Nullable Chunk read() {
    machine.lock.lock();
    try {
      awaitEndOr(() -> !waiting.isEmpty());
      Chunk chunk = closed ? null : waiting.poll();
      if (chunk != null) {
        waitingBytes -= chunk.bytes().remaining();
        changed.signalAll();
      }
      return chunk;
    } finally {
      machine.lock.unlock();
    }
  }

  /** Waits for the command's end or the session's, or for what else is waited for. */
  private void awaitEndOr(BooleanSupplier other) {
    try {
      while (!closed && exitCode == null && !other.getAsBoolean()) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FaultException(
          new Fault.EngineUnavailable("Interrupted while a command went on."), e);
    }
  }

  @Override
  public void write(byte[] bytes) {
    if (spec.tty()) {
      // A terminal shows what is typed.
      locked(() -> offer(OutputStreamKind.STDOUT, bytes));
    }
    process.input(bytes);
  }

  @Override
  public void closeInput() {
    process.closeInput();
  }

  @Override
  public void resize(int columns, int rows) {
    process.resize(columns, rows);
  }

  @Override
  public int exitCode() {
    machine.lock.lock();
    try {
      awaitEndOr(() -> false);
      if (lost || exitCode == null) {
        throw new Fault.EngineUnavailable("The command was left before it ended.").asException();
      }
      return exitCode;
    } finally {
      machine.lock.unlock();
    }
  }

  @Override
  public void kill() {
    process.kill();
    locked(changed::signalAll);
  }

  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          waiting.clear();
          waitingBytes = 0;
          changed.signalAll();
        });
    process.closeInput();
  }

  private void finish(int code) {
    box.execs.remove(this);
    exitCode = code;
    changed.signalAll();
  }

  private void output(OutputStreamKind stream, byte[] bytes) throws Ended {
    machine.lock.lock();
    try {
      while (waitingBytes >= MAX_WAITING && !closed && !process.isKilled()) {
        changed.awaitUninterruptibly();
      }
      offer(stream, bytes);
    } finally {
      machine.lock.unlock();
    }
  }

  private void offer(OutputStreamKind written, byte[] bytes) {
    OutputStreamKind stream = spec.tty() ? OutputStreamKind.STDOUT : written;
    boolean wanted =
        switch (stream) {
          case STDOUT -> spec.stdout();
          case STDERR -> spec.stderr();
        };
    if (wanted && !closed && bytes.length > 0) {
      byte[] shown = spec.tty() ? asOnTerminal(bytes) : bytes;
      waiting.add(new Chunk(stream, ByteBuffer.wrap(shown)));
      waitingBytes += shown.length;
      changed.signalAll();
    }
  }

  /** A terminal goes to the beginning of the line, too. */
  private static byte[] asOnTerminal(byte[] bytes) {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    for (byte b : bytes) {
      if (b == '\n' || b == '\r') {
        shown.write('\r');
        shown.write('\n');
      } else {
        shown.write(b);
      }
    }
    return shown.toByteArray();
  }

  private void locked(Runnable work) {
    machine.lock.lock();
    try {
      work.run();
    } finally {
      machine.lock.unlock();
    }
  }
}
