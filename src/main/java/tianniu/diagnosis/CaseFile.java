package tianniu.diagnosis;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tianniu.diagnosis.Remains.Removal;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.engine.HealthStatus;
import tianniu.engine.RestartPolicy;
import tianniu.health.Healing;
import tianniu.live.Status;
import tianniu.live.StatusReason;

/**
 * All that is known of one container when it is asked about; what is judged, and nothing else is.
 *
 * @param status {@code deleted} when it was removed
 * @param failure why the last operation failed; null when it did not
 * @param engineError the engine's words about why the last start failed; null when it did not
 * @param health null when nothing looks after it, or it does not run
 * @param healing how often this server has restarted it because it was unhealthy; null when it does
 *     not act on that, or the container does not run
 * @param usage null when it does not run, or is not known
 * @param program what its first process is to be; null when that is the image's affair
 * @param removal null while it is there
 */
record CaseFile(
    String id,
    String name,
    String image,
    Status status,
    boolean engineAway,
    boolean incomplete,
    Run run,
    @Nullable StatusReason failure,
    @Nullable String engineError,
    @Nullable Health health,
    @Nullable Healing healing,
    @Nullable Consumption usage,
    Limits limits,
    List<Check> checks,
    @Nullable String program,
    @Nullable Removal removal,
    boolean linesKept,
    Instant now) {
  CaseFile {
    checks = List.copyOf(checks);
  }

  /**
   * Its runs.
   *
   * @param isUnderWay whether an operation is, whose status the container shows
   * @param isLooping whether the engine waits before it starts it again
   * @param restartCount starts by the engine itself since the last by a call
   * @param ending of the last run; null while it runs, when it never ran, and when it is not known
   */
  record Run(
      boolean isUnderWay,
      boolean isLooping,
      @Nullable Instant startedAt,
      @Nullable Exit ending,
      RestartPolicy policy,
      int restartCount) {}

  /** Null where there is no limit. */
  record Limits(@Nullable ByteSize memory, @Nullable Cpus cpu) {}

  /**
   * What was found by whoever looks after it.
   *
   * @param endpoint that this server asks; null when the engine runs the image's own check
   */
  record Health(
      HealthStatus status,
      @Nullable String endpoint,
      @Nullable Instant lastChecked,
      int failingStreak,
      @Nullable String lastError) {}

  /**
   * What it uses at present.
   *
   * @param cpuCores null when not known yet
   */
  record Consumption(long memoryBytes, @Nullable Double cpuCores) {}

  /**
   * Something that it needs, as it is at present.
   *
   * @param holder the container that has the port, when the caller may see it
   */
  record Check(Kind kind, String name, Result result, @Nullable String holder) {
    /** What containers need. */
    enum Kind {
      IMAGE,
      NETWORK,
      VOLUME,
      FOLDER,
      PORT,
      SECRET;

      String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /** What became of asking. */
    enum Result {
      OK,
      MISSING,
      TAKEN,
      REFUSED,
      UNREACHABLE,
      UNKNOWN;

      String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    Check(Kind kind, String name, Result result) {
      this(kind, name, result, null);
    }
  }

  boolean isUnhealthy() {
    return health != null && health.status() == HealthStatus.UNHEALTHY;
  }

  /** Whether it is to run at present, so that what it lacks keeps it from that. */
  boolean isDown() {
    return removal == null
        && !run.isUnderWay()
        && (status == Status.STOPPED || status == Status.FAILED);
  }
}
