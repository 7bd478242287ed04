package tianniu.diagnosis;

import java.util.ArrayList;
import java.util.List;
import tianniu.diagnosis.CaseFile.Check;
import tianniu.diagnosis.Step.Code;
import tianniu.engine.ByteSize;
import tianniu.health.Healing;

/** What is best done in a case, the first thing first. */
final class Steps {
  private static final String ALL = "/api/v1/containers";
  private static final int KILLED = 137;

  private final CaseFile file;
  private final Verdict verdict;
  private final String one;
  private final List<Step> steps = new ArrayList<>();

  Steps(CaseFile file, Verdict verdict) {
    this.file = file;
    this.verdict = verdict;
    this.one = ALL + "/" + file.id();
  }

  List<Step> all() {
    switch (verdict) {
      case HEALTHY, RUNNING -> runs();
      case STARTING, CHANGING -> steps.add(Step.of(Code.ASK_AGAIN).by("GET", one + "/diagnosis"));
      case UNHEALTHY -> isIll();
      case PAUSED -> steps.add(Step.of(Code.UNPAUSE).by("POST", one + "/unpause"));
      case CRASH_LOOPING -> loops();
      case NEVER_STARTED, UNKNOWN -> start(Code.START);
      case STOPPED_ON_REQUEST -> stopped();
      case EXITED_OK -> start(Code.START_IF_WANTED);
      case EXITED_WITH_ERROR, START_FAILED, CRASHED -> broke();
      case COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE -> fixCommand();
      case OUT_OF_MEMORY -> ranOutOfMemory();
      case KILLED -> wasKilled();
      case IMAGE_MISSING,
          IMAGE_REFUSED,
          REGISTRY_UNREACHABLE,
          NETWORK_MISSING,
          PORT_TAKEN,
          VOLUME_MISSING,
          SECRET_MISSING ->
          lacks();
      case NAME_TAKEN, LIMIT_EXCEEDED, CREATION_FAILED -> wasRefused();
      case CANCELLED -> wasCancelled();
      case NOT_PERMITTED, ENDED_BY_POLICY -> steps.add(Step.of(Code.ASK_ADMINISTRATOR));
      case ENGINE_UNAVAILABLE ->
          steps.add(Step.of(Code.CHECK_ENGINE).by("GET", one + "/diagnosis"));
      case REMOVED -> isGone();
    }
    return steps;
  }

  private void isIll() {
    readLogs();
    tryProbe();
    Healing healing = file.healing();
    steps.add(
        healing != null && !healing.leftAlone()
            ? Step.of(Code.WAIT_FOR_RESTART).by("GET", one + "/diagnosis")
            : Step.of(healing == null ? Code.RESTART : Code.RESTART_WHEN_MENDED)
                .by("POST", one + "/restart"));
  }

  private void broke() {
    readLogs();
    if (verdict == Verdict.CRASHED) {
      steps.add(Step.of(Code.FIX_PROGRAM));
    }
    start(Code.TRY_AGAIN);
  }

  private void ranOutOfMemory() {
    raiseMemory();
    readLogs();
    start(Code.START);
  }

  private void wasKilled() {
    steps.add(Step.of(Code.ASK_AUDIT).by("GET", "/api/v1/audit"));
    start(Code.START);
  }

  private void wasRefused() {
    if (verdict == Verdict.NAME_TAKEN) {
      steps.add(Step.of(Code.CHOOSE_NAME, "name", file.name()));
    } else if (verdict == Verdict.LIMIT_EXCEEDED) {
      steps.add(Step.of(Code.FREE_QUOTA).by("GET", "/api/v1/quotas"));
    }
    start(Code.TRY_AGAIN);
  }

  private void wasCancelled() {
    start(Code.START_IF_WANTED);
    steps.add(Step.of(Code.DELETE_IF_UNWANTED).by("DELETE", one));
  }

  private void isGone() {
    steps.add(Step.of(Code.CREATE_AGAIN).by("POST", ALL));
    steps.add(Step.of(Code.ASK_AUDIT).by("GET", "/api/v1/audit"));
  }

  private void runs() {
    boolean isShort =
        new Findings(file, verdict)
            .all().stream().anyMatch(f -> f.code() == Finding.Code.MEMORY_NEAR_LIMIT);
    if (isShort) {
      raiseMemory();
    } else {
      steps.add(Step.of(Code.NOTHING));
    }
  }

  private void loops() {
    readLogs();
    Exit ending = file.run().ending();
    Exit.Meaning meaning = ending == null ? Exit.Meaning.UNKNOWN : ending.meaning();
    if (meaning == Exit.Meaning.OUT_OF_MEMORY) {
      raiseMemory();
    } else if (meaning == Exit.Meaning.NOT_FOUND || meaning == Exit.Meaning.NOT_EXECUTABLE) {
      fixCommand();
    }
    steps.add(Step.of(Code.STOP_LOOP).by("POST", one + "/stop"));
  }

  private void stopped() {
    Exit ending = file.run().ending();
    if (ending != null && ending.code() != null && ending.code() == KILLED) {
      steps.add(Step.of(Code.HANDLE_SIGTERM));
    }
    start(Code.START_IF_WANTED);
  }

  private void lacks() {
    if (!Findings.isCauseGone(file, verdict)) {
      file.checks().forEach(this::mend);
    }
    if (steps.isEmpty() && !Findings.isCauseGone(file, verdict)) {
      unchecked();
    }
    start(Code.TRY_AGAIN);
  }

  private void mend(Check check) {
    String name = check.name();
    switch (check.result()) {
      case OK, UNKNOWN -> {}
      case TAKEN -> steps.add(Step.of(Code.FREE_PORT, "name", name));
      case REFUSED -> steps.add(Step.of(Code.GIVE_REGISTRY_ACCESS, "name", name));
      case UNREACHABLE -> steps.add(Step.of(Code.CHECK_REGISTRY, "name", name));
      case MISSING ->
          steps.add(
              switch (check.kind()) {
                case IMAGE -> Step.of(Code.CHECK_IMAGE_NAME, "name", name);
                case NETWORK -> Step.of(Code.MAKE_NETWORK, "name", name);
                case VOLUME -> Step.of(Code.MAKE_VOLUME, "name", name);
                case FOLDER -> Step.of(Code.MAKE_FOLDER, "name", name);
                case PORT -> Step.of(Code.FREE_PORT, "name", name);
                case SECRET ->
                    Step.of(Code.PUT_SECRET, "name", name)
                        .by("PUT", "/api/v1/secrets/" + name.replaceFirst("/.*", ""));
              });
    }
  }

  /** The failure names something that could not be looked at now. */
  private void unchecked() {
    switch (verdict) {
      case IMAGE_REFUSED -> steps.add(Step.of(Code.GIVE_REGISTRY_ACCESS, "name", file.image()));
      case REGISTRY_UNREACHABLE -> steps.add(Step.of(Code.CHECK_REGISTRY, "name", file.image()));
      case IMAGE_MISSING -> steps.add(Step.of(Code.CHECK_IMAGE_NAME, "name", file.image()));
      default -> {
        // The message of the failure says it.
      }
    }
  }

  private void readLogs() {
    steps.add(Step.of(Code.READ_LOGS).by("GET", one + "/logs?tail=200"));
  }

  private void tryProbe() {
    CaseFile.Health health = file.health();
    if (health != null && health.endpoint() != null) {
      steps.add(Step.of(Code.TRY_PROBE, "endpoint", health.endpoint()).by("POST", one + "/exec"));
    }
  }

  private void raiseMemory() {
    ByteSize limit = file.limits().memory();
    if (limit != null) {
      steps.add(Step.of(Code.RAISE_MEMORY, "memory_limit", limit.toString()).by("POST", ALL));
    }
  }

  private void fixCommand() {
    steps.add(Step.of(Code.FIX_COMMAND).by("POST", ALL));
  }

  private void start(Code code) {
    steps.add(Step.of(code).by("POST", one + "/start"));
  }
}
