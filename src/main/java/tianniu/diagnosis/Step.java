package tianniu.diagnosis;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is best done next.
 *
 * @param values that the sentences of {@code code} take their words from
 * @param call of this API that does it; null when none does
 */
record Step(Code code, Map<String, Object> values, @Nullable Call call) {
  /** A request of this API; its body, if it needs one, is the caller's affair. */
  record Call(String method, String path) {}

  /** Each with its sentence in every language. */
  enum Code {
    NOTHING,
    ASK_AGAIN,
    READ_LOGS,
    START,
    START_IF_WANTED,
    TRY_AGAIN,
    DELETE_IF_UNWANTED,
    UNPAUSE,
    RESTART,
    WAIT_FOR_RESTART,
    RESTART_WHEN_MENDED,
    STOP_LOOP,
    RAISE_MEMORY,
    FIX_COMMAND,
    FIX_PROGRAM,
    TRY_PROBE,
    HANDLE_SIGTERM,
    ASK_AUDIT,
    CHECK_IMAGE_NAME,
    GIVE_REGISTRY_ACCESS,
    CHECK_REGISTRY,
    MAKE_NETWORK,
    MAKE_VOLUME,
    MAKE_FOLDER,
    PUT_SECRET,
    FREE_PORT,
    CHOOSE_NAME,
    ASK_ADMINISTRATOR,
    FREE_QUOTA,
    CHECK_ENGINE,
    CREATE_AGAIN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Step of(Code code, Object... values) {
    return new Step(code, Finding.pairs(values), null);
  }

  Step by(String method, String path) {
    return new Step(code, values, new Call(method, path));
  }
}
