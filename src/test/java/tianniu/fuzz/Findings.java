package tianniu.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import tianniu.api.ApiOperation;

/** What was wrong, each kind of it once with its first request; and how often what was answered. */
final class Findings {
  private static final int SHOWN = 400;

  private final Map<String, Finding> kinds = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final AtomicLong slowest = new AtomicLong();
  private volatile String slowestShot = "";

  /** Of one kind. */
  private static final class Finding {
    private final LongAdder times = new LongAdder();
    private final String example;

    Finding(String example) {
      this.example = example;
    }
  }

  void counts(Shot shot, Got got) {
    answers
        .computeIfAbsent(shot.operationId() + " " + got.status(), _ -> new LongAdder())
        .increment();
    if (slowest.accumulateAndGet(got.millis(), Math::max) == got.millis()) {
      slowestShot = shot.operationId() + " #" + shot.number();
    }
  }

  void found(Shot shot, String fault, String answer) {
    // Numbers and quoted values differ from case to case of one kind.
    String kind =
        shot.operationId() + ": " + fault.replaceAll("'[^']*'|\\[[0-9]+]|[0-9a-f]{12,}", "…");
    kinds
        .computeIfAbsent(
            kind.substring(0, Math.min(300, kind.length())),
            _ ->
                new Finding(
                    "    request "
                        + shot.number()
                        + ": "
                        + shot.shown().replace("\r\n", "\n      ")
                        + "\n    answer: "
                        + answer.substring(0, Math.min(SHOWN, answer.length()))
                        + "\n    fault: "
                        + fault))
        .times
        .increment();
  }

  void found(Shot shot, String fault, Got got) {
    found(shot, fault, got.status() + " " + new String(got.body(), StandardCharsets.UTF_8));
  }

  boolean isEmpty() {
    return kinds.isEmpty();
  }

  /** For people. */
  String report() {
    StringBuilder report = new StringBuilder();
    Map<String, Long> statuses = new TreeMap<>();
    answers.forEach(
        (name, times) ->
            statuses.merge(name.substring(name.lastIndexOf(' ') + 1), times.sum(), Long::sum));
    report.append("answers by status: ").append(statuses).append('\n');
    report
        .append("slowest: ")
        .append(slowest.get())
        .append(" ms, ")
        .append(slowestShot)
        .append('\n');
    kinds.forEach(
        (kind, finding) ->
            report
                .append("\n- ")
                .append(kind)
                .append(" (")
                .append(finding.times.sum())
                .append(" times)\n")
                .append(finding.example)
                .append('\n'));
    report.append(kinds.size()).append(" kinds of faults\n");
    return report.toString();
  }

  /** How often each operation was answered with each status. */
  String coverage() {
    StringBuilder coverage = new StringBuilder();
    new TreeMap<>(answers)
        .forEach((name, times) -> coverage.append(name).append(' ').append(times).append('\n'));
    return coverage.toString();
  }

  /** Whether the operation has ever been answered with a success. */
  boolean succeeded(String operationId) {
    return answers.keySet().stream()
        .anyMatch(answer -> answer.matches(Pattern.quote(operationId) + " (2..|101)"));
  }

  /**
   * Takes it for a fault that an operation was never answered with a success: then only its
   * refusals were tried.
   *
   * @param last the request behind which nothing comes any more
   */
  void wantsAllOf(List<ApiOperation> operations, Shot last) {
    operations.stream()
        .map(ApiOperation::id)
        .filter(id -> !succeeded(id))
        .forEach(id -> found(last, id + " is never done", ""));
  }

  /** Whether the operation has ever been answered so. */
  boolean answered(String operationId, int status) {
    return answers.containsKey(operationId + " " + status);
  }
}
