package tianniu.diagnosis;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;

/**
 * What was found of one container, in no language yet.
 *
 * @param lines null when the caller may not see any, or there are none
 */
record Diagnosis(CaseFile file, Judgement judgement, @Nullable List<LogLine> lines, From from) {
  /** Where its lines are from. */
  enum From {
    ENGINE,
    /** They were kept when a run ended. */
    KEPT,
    /** Nobody has any. */
    NONE,
    /** The key lacks the permission. */
    WITHHELD;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
