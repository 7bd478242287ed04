package tianniu.diagnosis;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;

/**
 * How a run ended.
 *
 * @param code null when it is not known
 * @param outOfMemory whether the kernel killed it, or a process in it, for its memory
 * @param onRequest whether it had been told to end; false also when that is not known
 */
record Exit(
    @Nullable Integer code, boolean outOfMemory, boolean onRequest, @Nullable Instant finishedAt) {
  private static final int FIRST_SIGNAL = 128;

  /** As Linux numbers them on the machines that Docker runs on. */
  private static final String[] SIGNALS = {
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  /** Null when the container has no run that has ended. */
  static @Nullable Exit of(EngineContainer engine, boolean onRequest) {
    return engine.exitCode() == null
        ? null
        : new Exit(engine.exitCode(), engine.outOfMemory(), onRequest, engine.finishedAt());
  }

  /** What exit codes mean by convention, each with its sentence in every language. */
  enum Meaning {
    SUCCESS,
    FAILURE,
    MISUSE,
    ENGINE_FAILURE,
    NOT_EXECUTABLE,
    NOT_FOUND,
    OUT_OF_MEMORY,
    KILLED,
    INTERRUPTED,
    ABORTED,
    SEGMENTATION_FAULT,
    TERMINATED,
    OTHER_SIGNAL,
    OWN_CODE,
    UNKNOWN
  }

  Meaning meaning() {
    if (code == null) {
      return Meaning.UNKNOWN;
    }
    if (outOfMemory && code != 0) {
      return Meaning.OUT_OF_MEMORY;
    }
    return switch (code) {
      case 0 -> Meaning.SUCCESS;
      case 1 -> Meaning.FAILURE;
      case 2 -> Meaning.MISUSE;
      case 125 -> Meaning.ENGINE_FAILURE;
      case 126 -> Meaning.NOT_EXECUTABLE;
      case 127 -> Meaning.NOT_FOUND;
      case 130 -> Meaning.INTERRUPTED;
      case 134 -> Meaning.ABORTED;
      case 137 -> Meaning.KILLED;
      case 139 -> Meaning.SEGMENTATION_FAULT;
      case 143 -> Meaning.TERMINATED;
      default -> signal() == null ? Meaning.OWN_CODE : Meaning.OTHER_SIGNAL;
    };
  }

  /** The signal that a code above 128 stands for, such as {@code SIGKILL}; null for other codes. */
  @Nullable String signal() {
    int number = code == null ? 0 : code - FIRST_SIGNAL;
    return number > 0 && number < SIGNALS.length ? "SIG" + SIGNALS[number] : null;
  }
}
