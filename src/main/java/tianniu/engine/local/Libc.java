package tianniu.engine.local;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** The few calls of Linux that the JDK has no door to. */
final class Libc {
  /** No signal: only asks whether one could be sent. */
  static final int NO_SIGNAL = 0;

  static final int SIGKILL = 9;
  static final int SIGSTOP = 19;

  // From fcntl.h and sched.h; the same on x86-64 and aarch64.
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int ESRCH = 3;
  private static final int EACCES = 13;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS = function("setns", twoInts());
  private static final MethodHandle KILL = function("kill", twoInts());
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private Libc() {}

  /** Opens a file for reading and gives its descriptor, which must be closed. */
  static int open(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int result = (int) OPEN.invokeExact(state, arena.allocateFrom(path), O_RDONLY | O_CLOEXEC);
      return checked(result, state, "open", path);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  static void close(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int result = (int) CLOSE.invokeExact(state, descriptor);
      checked(result, state, "close", "descriptor " + descriptor);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** Moves the calling thread, and no other, into the network namespace behind a descriptor. */
  static void enterNetworkNamespace(int descriptor, String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int result = (int) SETNS.invokeExact(state, descriptor, CLONE_NEWNET);
      checked(result, state, "setns", name);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** Sends a signal to one process; a process that is gone is a {@link NoSuchFileException}. */
  static void kill(int pid, int signal) throws IOException {
    if (pid <= 1) {
      // 0 and negative numbers mean groups and everything, 1 is the machine's own init.
      throw new IllegalArgumentException("no process to be signalled: " + pid);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int result = (int) KILL.invokeExact(state, pid, signal);
      checked(result, state, "kill", "pid " + pid);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  private static int checked(int result, MemorySegment state, String call, String what)
      throws IOException {
    if (result >= 0) {
      return result;
    }
    int errno = (int) ERRNO.get(state, 0L);
    throw switch (errno) {
      case EPERM, EACCES -> new AccessDeniedException(what, null, call + " is not permitted");
      case ENOENT, ESRCH -> new NoSuchFileException(what, null, call + " found nothing");
      default -> new IOException(call + " of " + what + " failed with errno " + errno);
    };
  }

  private static IOException rethrown(Throwable e) {
    return switch (e) {
      case IOException io -> io;
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new IllegalStateException("a foreign call threw", e);
    };
  }

  private static FunctionDescriptor twoInts() {
    return FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, all);
  }
}
