package tianniu.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.live.StatusReason;

/** Comes from a case to its verdict. */
final class Judge {
  /** Docker's longest pause between two starts, and some time for the run itself. */
  private static final Duration LOOP = Duration.ofSeconds(90);

  private static final int RESTARTS_OF_A_LOOP = 3;

  /** What a program gets that broke: ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS. */
  private static final Set<String> BREAKS =
      Set.of("SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGSYS");

  private Judge() {}

  static Verdict verdict(CaseFile file) {
    if (file.removal() != null) {
      return Verdict.REMOVED;
    }
    if (file.engineAway()) {
      return Verdict.ENGINE_UNAVAILABLE;
    }
    return switch (file.status()) {
      case CREATING, STARTING -> Verdict.STARTING;
      case RESTARTING -> file.run().isUnderWay() ? Verdict.STARTING : Verdict.CRASH_LOOPING;
      case STOPPING, DELETING, DELETED, PAUSING, UNPAUSING -> Verdict.CHANGING;
      case PAUSED -> Verdict.PAUSED;
      case RUNNING -> isLooping(file) ? Verdict.CRASH_LOOPING : running(file);
      case FAILED -> failed(file);
      case STOPPED -> stopped(file);
    };
  }

  /** Between two restarts it runs for a moment. */
  private static boolean isLooping(CaseFile file) {
    Instant startedAt = file.run().startedAt();
    return file.run().restartCount() >= RESTARTS_OF_A_LOOP
        && startedAt != null
        && startedAt.isAfter(file.now().minus(LOOP));
  }

  private static Verdict running(CaseFile file) {
    CaseFile.Health health = file.health();
    if (health == null) {
      return Verdict.RUNNING;
    }
    return switch (health.status()) {
      case HEALTHY -> Verdict.HEALTHY;
      case UNHEALTHY -> Verdict.UNHEALTHY;
      case STARTING -> Verdict.STARTING;
    };
  }

  private static Verdict failed(CaseFile file) {
    StatusReason why = file.failure();
    Verdict known = why == null ? null : Failure.of(why);
    if (known == null && file.engineError() != null) {
      known = Failure.words(file.engineError());
    }
    return known == null ? Verdict.CREATION_FAILED : known;
  }

  private static Verdict stopped(CaseFile file) {
    StatusReason why = file.failure();
    Verdict known = why == null ? null : Failure.of(why);
    if (known == Verdict.NOT_PERMITTED) {
      // A stopped one was made, so it is its run that was not permitted.
      return Verdict.ENDED_BY_POLICY;
    }
    if (known == null && file.engineError() != null) {
      known = Failure.words(file.engineError());
    }
    if (known == null && isKeptDown(file)) {
      return Verdict.STOPPED_ON_REQUEST;
    }
    return known == null ? ending(file, Verdict.UNKNOWN) : known;
  }

  /** Its policy would have it run: who is down then was told to be, if only between two runs. */
  private static boolean isKeptDown(CaseFile file) {
    return switch (file.run().policy().type()) {
      case NO, ON_FAILURE -> false;
      case ALWAYS, UNLESS_STOPPED -> file.run().ending() != null;
    };
  }

  /** The verdict on the last run of a container that is gone; null when nothing is known of it. */
  static @Nullable Verdict ending(CaseFile file) {
    StatusReason why = file.failure();
    Verdict known = why == null ? null : Failure.of(why);
    if (known == null && file.engineError() != null) {
      known = Failure.words(file.engineError());
    }
    if (known == null) {
      known = ending(file, Verdict.UNKNOWN);
    }
    return known == Verdict.UNKNOWN ? null : known;
  }

  private static Verdict ending(CaseFile file, Verdict unknown) {
    Exit ending = file.run().ending();
    if (ending == null || ending.code() == null) {
      return file.run().startedAt() == null ? Verdict.NEVER_STARTED : unknown;
    }
    if (ending.outOfMemory() && ending.code() != 0) {
      return Verdict.OUT_OF_MEMORY;
    }
    if (ending.onRequest()) {
      return Verdict.STOPPED_ON_REQUEST;
    }
    return switch (ending.code()) {
      case 0 -> Verdict.EXITED_OK;
      case 126 -> Verdict.COMMAND_NOT_EXECUTABLE;
      case 127 -> Verdict.COMMAND_NOT_FOUND;
      default -> bySignal(ending.signal());
    };
  }

  private static Verdict bySignal(@Nullable String signal) {
    if (signal == null) {
      return Verdict.EXITED_WITH_ERROR;
    }
    return BREAKS.contains(signal) ? Verdict.CRASHED : Verdict.KILLED;
  }
}
