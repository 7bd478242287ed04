package tianniu.diagnosis;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Something that was found out about a container.
 *
 * @param evidence what it is found by; the sentences of {@code code} take their words from it
 */
record Finding(Code code, Severity severity, Map<String, Object> evidence) {
  /** How much it matters. */
  enum Severity {
    INFO,
    WARNING,
    ERROR;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Each with its sentence in every language. */
  enum Code {
    ENGINE_AWAY,
    LOOK_INCOMPLETE,
    OPERATION_UNDER_WAY,
    OPERATION_FAILED,
    EXITED,
    OUT_OF_MEMORY,
    OUT_OF_MEMORY_WITHOUT_LIMIT,
    MEMORY_KILL_INSIDE,
    STOPPED_ON_REQUEST,
    STOP_FORCED,
    CRASH_LOOP,
    RESTARTED,
    RESTARTS_USED_UP,
    NO_RESTART,
    START_FAILED,
    CREATION_FAILED,
    CREATION_CANCELLED,
    COMMAND_MISSING,
    PROBE_FAILING,
    PROBE_STARTING,
    PROBE_BLIND,
    IMAGE_CHECK_FAILING,
    /** By this server, as its maker has asked. */
    RESTARTED_WHEN_UNHEALTHY,
    RESTART_DUE,
    RESTART_REFUSED,
    /** This server restarts it no more. */
    LEFT_ALONE,
    NO_HEALTH_CHECK,
    IMAGE_MISSING,
    IMAGE_REFUSED,
    REGISTRY_UNREACHABLE,
    NETWORK_MISSING,
    PORT_TAKEN,
    PORT_TAKEN_BY,
    VOLUME_MISSING,
    FOLDER_MISSING,
    SECRET_MISSING,
    CAUSE_GONE,
    ENDED_BY_POLICY,
    MEMORY_NEAR_LIMIT,
    CPU_AT_LIMIT,
    REMOVED_BY_OPERATION,
    REMOVED_OUTSIDE,
    NO_LINES_KEPT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it tells how a run ended, or why there was none. */
    boolean endsALife() {
      return switch (this) {
        case EXITED,
            OUT_OF_MEMORY,
            OUT_OF_MEMORY_WITHOUT_LIMIT,
            STOPPED_ON_REQUEST,
            START_FAILED,
            CREATION_FAILED,
            CREATION_CANCELLED,
            ENDED_BY_POLICY ->
            true;
        default -> false;
      };
    }
  }

  static Finding info(Code code, Object... evidence) {
    return new Finding(code, Severity.INFO, pairs(evidence));
  }

  static Finding warning(Code code, Object... evidence) {
    return new Finding(code, Severity.WARNING, pairs(evidence));
  }

  static Finding error(Code code, Object... evidence) {
    return new Finding(code, Severity.ERROR, pairs(evidence));
  }

  /** Names and values in turn, in this order. */
  static Map<String, Object> pairs(Object... namesAndValues) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      pairs.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return pairs;
  }
}
