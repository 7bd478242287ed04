package tianniu.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container's case comes to.
 *
 * @param endedAs the verdict on its last run when it was removed; null otherwise, and when not
 *     known
 */
record Judgement(
    Verdict verdict, @Nullable Verdict endedAs, List<Finding> findings, List<Step> steps) {
  Judgement {
    findings = List.copyOf(findings);
    steps = List.copyOf(steps);
  }

  static Judgement of(CaseFile file) {
    Verdict verdict = Judge.verdict(file);
    Verdict endedAs = file.removal() == null ? null : Judge.ending(file);
    return new Judgement(
        verdict, endedAs, new Findings(file, verdict).all(), new Steps(file, verdict).all());
  }
}
