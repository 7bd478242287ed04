package tianniu.diagnosis;

import static tianniu.diagnosis.Finding.error;
import static tianniu.diagnosis.Finding.info;
import static tianniu.diagnosis.Finding.warning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tianniu.diagnosis.CaseFile.Check;
import tianniu.diagnosis.CaseFile.Consumption;
import tianniu.diagnosis.CaseFile.Health;
import tianniu.diagnosis.Finding.Code;
import tianniu.diagnosis.Finding.Severity;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.engine.HealthStatus;
import tianniu.engine.RestartPolicy;
import tianniu.health.Healing;
import tianniu.http.Durations;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.usage.UsageText;

/** All that there is to say about a case, what matters most first. */
final class Findings {
  private static final int KILLED = 137;

  /** Parts of a limit from which on it is worth a word. */
  private static final double MUCH_MEMORY = 0.9;

  private static final double ALL_CPU = 0.95;

  /** Docker's pauses between two starts: the first, and the longest. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 10;

  private final CaseFile file;
  private final Verdict verdict;
  private final List<Finding> found = new ArrayList<>();

  Findings(CaseFile file, Verdict verdict) {
    this.file = file;
    this.verdict = verdict;
  }

  List<Finding> all() {
    engine();
    removal();
    failure();
    ending();
    restarts();
    health();
    healing();
    usage();
    file.checks().forEach(this::check);
    causeGone();
    found.sort(Comparator.comparing(Finding::severity).reversed());
    return found;
  }

  private void engine() {
    if (file.engineAway()) {
      found.add(error(Code.ENGINE_AWAY));
    } else if (file.incomplete()) {
      found.add(warning(Code.LOOK_INCOMPLETE));
    }
    if (file.run().isUnderWay()) {
      found.add(info(Code.OPERATION_UNDER_WAY, "status", file.status().word()));
    }
  }

  private void removal() {
    Remains.Removal removal = file.removal();
    if (removal == null) {
      return;
    }
    Code code =
        switch (removal.by()) {
          case OPERATION -> Code.REMOVED_BY_OPERATION;
          case OUTSIDE -> Code.REMOVED_OUTSIDE;
        };
    found.add(info(code, "removed_at", DiagnosisView.text(removal.at())));
    if (!file.linesKept()) {
      found.add(info(Code.NO_LINES_KEPT));
    }
  }

  private void failure() {
    StatusReason why = file.failure();
    if (why == null) {
      if (file.engineError() != null && file.isDown()) {
        found.add(error(Code.START_FAILED, "error", file.engineError()));
        command();
      }
      return;
    }
    if (Failure.of(why) == Verdict.CANCELLED) {
      found.add(info(Code.CREATION_CANCELLED));
      return;
    }
    Code code =
        switch (verdict) {
          case ENDED_BY_POLICY -> Code.ENDED_BY_POLICY;
          default ->
              why.code().equals("START_FAILED")
                  ? Code.START_FAILED
                  : file.status() == Status.FAILED || file.removal() != null
                      ? Code.CREATION_FAILED
                      : Code.OPERATION_FAILED;
        };
    found.add(
        code == Code.START_FAILED
            ? error(code, "error", why.message())
            : error(code, "code", why.code(), "message", why.message()));
    command();
  }

  private void command() {
    boolean isAboutIt =
        verdict == Verdict.COMMAND_NOT_FOUND || verdict == Verdict.COMMAND_NOT_EXECUTABLE;
    if (isAboutIt && file.program() != null) {
      found.add(error(Code.COMMAND_MISSING, "command", file.program()));
    }
  }

  private void ending() {
    Exit ending = file.run().ending();
    if (ending == null || ending.code() == null) {
      if (ending != null && ending.onRequest()) {
        found.add(info(Code.STOPPED_ON_REQUEST));
      }
      return;
    }
    boolean isFine = ending.code() == 0 || ending.onRequest();
    Object[] evidence =
        ending.signal() == null
            ? new Object[] {"exit_code", ending.code()}
            : new Object[] {"exit_code", ending.code(), "signal", ending.signal()};
    found.add(isFine ? info(Code.EXITED, evidence) : error(Code.EXITED, evidence));
    memory(ending);
    if (verdict == Verdict.STOPPED_ON_REQUEST && !ending.onRequest()) {
      found.add(info(Code.STOPPED_ON_REQUEST));
    }
    if (ending.onRequest()) {
      found.add(info(Code.STOPPED_ON_REQUEST));
      if (ending.code() == KILLED && !ending.outOfMemory() && file.removal() == null) {
        found.add(warning(Code.STOP_FORCED));
      }
    }
  }

  private void memory(Exit ending) {
    if (!ending.outOfMemory()) {
      return;
    }
    ByteSize limit = file.limits().memory();
    if (ending.code() != null && ending.code() == 0) {
      found.add(warning(Code.MEMORY_KILL_INSIDE));
    } else if (limit == null) {
      found.add(error(Code.OUT_OF_MEMORY_WITHOUT_LIMIT));
    } else {
      found.add(error(Code.OUT_OF_MEMORY, "memory_limit", limit.toString()));
    }
  }

  private void restarts() {
    CaseFile.Run run = file.run();
    if (file.removal() != null) {
      return;
    }
    if (verdict == Verdict.CRASH_LOOPING) {
      found.add(
          error(
              Code.CRASH_LOOP,
              "restart_count",
              run.restartCount(),
              "back_off",
              Durations.text(pause(run.restartCount()))));
    } else if (run.restartCount() > 0 && file.status() == Status.RUNNING) {
      found.add(
          warning(
              Code.RESTARTED,
              "restart_count",
              run.restartCount(),
              "started_at",
              run.startedAt() == null ? "?" : DiagnosisView.text(run.startedAt())));
    }
    Exit ending = run.ending();
    if (!file.isDown()
        || ending == null
        || ending.code() == null
        || ending.code() == 0
        || ending.onRequest()) {
      return;
    }
    int most = run.policy().maxRetries();
    if (run.policy().type() == RestartPolicy.Type.NO) {
      found.add(info(Code.NO_RESTART));
    } else if (most > 0 && run.restartCount() >= most) {
      found.add(error(Code.RESTARTS_USED_UP, "max_retries", most));
    }
  }

  /**
   * About how long the engine waits before it starts it again. It does not tell; it doubles its
   * pause with each run of less than ten seconds.
   */
  static Duration pause(int restarts) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.clamp(restarts - 1L, 0, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void health() {
    if (file.status() != Status.RUNNING || file.engineAway()) {
      return;
    }
    Health health = file.health();
    if (health == null) {
      found.add(info(Code.NO_HEALTH_CHECK));
      return;
    }
    String error = health.lastError() == null ? "?" : health.lastError();
    boolean isBad = health.status() == HealthStatus.UNHEALTHY;
    String endpoint = health.endpoint();
    int streak = health.failingStreak();
    if (streak > 0) {
      found.add(
          endpoint == null
              ? graded(
                  isBad, Code.IMAGE_CHECK_FAILING, "failing_streak", streak, "last_error", error)
              : graded(
                  isBad,
                  Code.PROBE_FAILING,
                  "endpoint",
                  endpoint,
                  "failing_streak",
                  streak,
                  "last_error",
                  error));
    } else if (health.status() == HealthStatus.STARTING) {
      found.add(info(Code.PROBE_STARTING));
    } else if (health.lastError() != null && endpoint != null) {
      found.add(warning(Code.PROBE_BLIND, "last_error", error));
    }
  }

  /** What this server does about an unhealthy container whose maker has asked for it. */
  private void healing() {
    Healing healing = file.healing();
    if (healing == null || file.engineAway()) {
      return;
    }
    if (file.isUnhealthy() && healing.leftAlone()) {
      found.add(error(Code.LEFT_ALONE, "done", healing.restarts(), "limit", healing.limit()));
      return;
    }
    if (healing.lastAt() != null) {
      Map<String, Object> evidence =
          Finding.pairs(
              "done",
              healing.restarts(),
              "limit",
              healing.limit(),
              "last_at",
              DiagnosisView.text(healing.lastAt()));
      if (healing.nextAllowedAt() != null) {
        evidence.put("next_allowed_at", DiagnosisView.text(healing.nextAllowedAt()));
      }
      found.add(new Finding(Code.RESTARTED_WHEN_UNHEALTHY, Severity.WARNING, evidence));
    }
    if (file.isUnhealthy() && healing.nextAllowedAt() != null) {
      String next = DiagnosisView.text(healing.nextAllowedAt());
      found.add(info(Code.RESTART_DUE, "next_allowed_at", next));
    } else if (file.isUnhealthy() && healing.refusal() != null) {
      found.add(warning(Code.RESTART_REFUSED, "message", healing.refusal()));
    }
  }

  private static Finding graded(boolean isBad, Code code, Object... evidence) {
    return isBad ? error(code, evidence) : warning(code, evidence);
  }

  private void usage() {
    Consumption usage = file.usage();
    if (usage == null || file.removal() != null) {
      return;
    }
    ByteSize memory = file.limits().memory();
    if (memory != null && usage.memoryBytes() >= memory.bytes() * MUCH_MEMORY) {
      found.add(
          warning(
              Code.MEMORY_NEAR_LIMIT,
              "memory",
              UsageText.memory(usage.memoryBytes()),
              "memory_limit",
              memory.toString(),
              "percent",
              usage.memoryBytes() * 100 / memory.bytes()));
    }
    Cpus cpu = file.limits().cpu();
    Double cores = usage.cpuCores();
    if (cpu != null && cores != null && cores >= cpu.nanos() / 1e9 * ALL_CPU) {
      found.add(
          warning(Code.CPU_AT_LIMIT, "cpu", UsageText.cpu(cores), "cpu_limit", cpu.toString()));
    }
  }

  private void check(Check check) {
    Code code =
        switch (check.result()) {
          case OK, UNKNOWN -> null;
          case MISSING -> missing(check.kind());
          case TAKEN -> check.holder() == null ? Code.PORT_TAKEN : Code.PORT_TAKEN_BY;
          case REFUSED -> Code.IMAGE_REFUSED;
          case UNREACHABLE -> Code.REGISTRY_UNREACHABLE;
        };
    if (code != null) {
      found.add(
          check.holder() == null
              ? error(code, "name", check.name())
              : error(code, "name", check.name(), "holder", check.holder()));
    }
  }

  private static Code missing(Check.Kind kind) {
    return switch (kind) {
      case IMAGE -> Code.IMAGE_MISSING;
      case NETWORK -> Code.NETWORK_MISSING;
      case VOLUME -> Code.VOLUME_MISSING;
      case FOLDER -> Code.FOLDER_MISSING;
      case PORT -> Code.PORT_TAKEN;
      case SECRET -> Code.SECRET_MISSING;
    };
  }

  /** What kept it from starting is not so any more. */
  private void causeGone() {
    if (isCauseGone(file, verdict)) {
      found.add(info(Code.CAUSE_GONE));
    }
  }

  static boolean isCauseGone(CaseFile file, Verdict verdict) {
    List<Check.Kind> kinds =
        switch (verdict) {
          case IMAGE_MISSING, IMAGE_REFUSED, REGISTRY_UNREACHABLE -> List.of(Check.Kind.IMAGE);
          case NETWORK_MISSING -> List.of(Check.Kind.NETWORK);
          case VOLUME_MISSING -> List.of(Check.Kind.VOLUME, Check.Kind.FOLDER);
          case PORT_TAKEN -> List.of(Check.Kind.PORT);
          case SECRET_MISSING -> List.of(Check.Kind.SECRET);
          default -> List.of();
        };
    List<Check> checks =
        file.checks().stream().filter(check -> kinds.contains(check.kind())).toList();
    return !checks.isEmpty()
        && checks.stream().allMatch(check -> check.result() == Check.Result.OK);
  }
}
