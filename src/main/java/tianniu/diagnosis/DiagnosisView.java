package tianniu.diagnosis;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.engine.LogLine;
import tianniu.http.Durations;
import tianniu.http.Language;
import tianniu.http.Timestamps;
import tianniu.live.StatusReason;
import tianniu.usage.UsageText;

/** A diagnosis in the document's shape and in the caller's language. */
record DiagnosisView(
    String containerId,
    String name,
    String image,
    String status,
    String language,
    String verdict,
    String summary,
    boolean fromMemory,
    List<FindingView> findings,
    List<StepView> nextSteps,
    @Nullable ExitView exit,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable RestartsView restarts,
    @Nullable HealthView health,
    @Nullable StatusReason failure,
    List<CheckView> checks,
    @Nullable UsageView usage,
    @Nullable RemovalView removal,
    String logsFrom,
    @Nullable List<LineView> logs) {

  record FindingView(String code, String severity, String text, Map<String, Object> evidence) {}

  record StepView(String code, String text, @Nullable CallView call) {}

  record CallView(String method, String path) {}

  record ExitView(
      @Nullable Integer code,
      String meaning,
      @Nullable String signal,
      boolean outOfMemory,
      boolean onRequest) {}

  record RestartsView(String policy, int maxRetries, int count, @Nullable String backOff) {}

  record HealthView(
      String status,
      @Nullable String endpoint,
      @Nullable Instant lastChecked,
      int failingStreak,
      @Nullable String lastError) {}

  record CheckView(String kind, String name, String result) {}

  record UsageView(
      String memory,
      @Nullable String memoryLimit,
      @Nullable Long memoryPercent,
      @Nullable String cpu,
      @Nullable String cpuLimit) {}

  record RemovalView(Instant removedAt, String removedBy, @Nullable String endedAs) {}

  record LineView(String timestamp, String stream, String message) {}

  static DiagnosisView of(Diagnosis diagnosis, Language language) {
    CaseFile file = diagnosis.file();
    Judgement judgement = diagnosis.judgement();
    Wording wording = new Wording(Phrases.in(language), file, judgement);
    Exit ending = file.run().ending();
    return new DiagnosisView(
        file.id(),
        file.name(),
        file.image(),
        file.status().word(),
        language.tag(),
        judgement.verdict().word(),
        wording.summary(),
        file.engineAway() || file.incomplete(),
        judgement.findings().stream().map(wording::finding).toList(),
        judgement.steps().stream().map(wording::step).toList(),
        ending == null
            ? null
            : new ExitView(
                ending.code(),
                wording.meaning(),
                ending.signal(),
                ending.outOfMemory(),
                ending.onRequest()),
        file.run().startedAt(),
        ending == null ? null : ending.finishedAt(),
        restarts(file),
        health(file.health()),
        file.failure(),
        file.checks().stream().map(DiagnosisView::check).toList(),
        usage(file),
        removal(file, judgement),
        diagnosis.from().word(),
        lines(diagnosis.lines()));
  }

  private static @Nullable RestartsView restarts(CaseFile file) {
    CaseFile.Run run = file.run();
    return file.removal() != null
        ? null
        : new RestartsView(
            run.policy().type().word(),
            run.policy().maxRetries(),
            run.restartCount(),
            run.isLooping() ? Durations.text(Findings.pause(run.restartCount())) : null);
  }

  private static @Nullable HealthView health(CaseFile.@Nullable Health health) {
    return health == null
        ? null
        : new HealthView(
            health.status().word(),
            health.endpoint(),
            health.lastChecked(),
            health.failingStreak(),
            health.lastError());
  }

  private static CheckView check(CaseFile.Check check) {
    return new CheckView(check.kind().word(), check.name(), check.result().word());
  }

  private static @Nullable UsageView usage(CaseFile file) {
    CaseFile.Consumption usage = file.usage();
    if (usage == null) {
      return null;
    }
    ByteSize memory = file.limits().memory();
    Cpus cpu = file.limits().cpu();
    return new UsageView(
        UsageText.memory(usage.memoryBytes()),
        memory == null ? null : memory.toString(),
        memory == null ? null : usage.memoryBytes() * 100 / memory.bytes(),
        usage.cpuCores() == null ? null : UsageText.cpu(usage.cpuCores()),
        cpu == null ? null : cpu.toString());
  }

  private static @Nullable RemovalView removal(CaseFile file, Judgement judgement) {
    Remains.Removal removal = file.removal();
    return removal == null
        ? null
        : new RemovalView(
            removal.at(),
            removal.by().word(),
            judgement.endedAs() == null ? null : judgement.endedAs().word());
  }

  private static @Nullable List<LineView> lines(@Nullable List<LogLine> lines) {
    return lines == null
        ? null
        : lines.stream()
            .map(
                line ->
                    new LineView(
                        Timestamps.microseconds(line.timestamp()),
                        line.stream().word(),
                        line.message()))
            .toList();
  }

  /** In whole seconds, as all moments of containers. */
  static String text(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The sentences about one case in one language. */
  private record Wording(Phrases phrases, CaseFile file, Judgement judgement) {
    FindingView finding(Finding finding) {
      return new FindingView(
          finding.code().word(), finding.severity().word(), text(finding), finding.evidence());
    }

    private String text(Finding finding) {
      return Phrases.filled(phrases.finding(finding.code()), with(finding.evidence()));
    }

    StepView step(Step step) {
      Step.Call call = step.call();
      return new StepView(
          step.code().word(),
          Phrases.filled(phrases.step(step.code()), step.values()),
          call == null ? null : new CallView(call.method(), call.path()));
    }

    /** Of a removed container it also tells how its last run ended. */
    String summary() {
      String verdict = Phrases.filled(phrases.verdict(judgement.verdict()), with(Map.of()));
      if (file.removal() == null) {
        return verdict;
      }
      return judgement.findings().stream()
          .filter(finding -> finding.code().endsALife())
          .findFirst()
          .map(finding -> verdict + phrases.space() + text(finding))
          .orElse(verdict);
    }

    String meaning() {
      Exit ending = file.run().ending();
      Exit.Meaning meaning = ending == null ? Exit.Meaning.UNKNOWN : ending.meaning();
      String signal = ending == null ? null : ending.signal();
      return Phrases.filled(
          phrases.meaning(meaning), signal == null ? Map.of() : Map.of("signal", signal));
    }

    /** What sentences may name beside their evidence. */
    private Map<String, Object> with(Map<String, Object> evidence) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("name", file.name());
      values.put("image", file.image());
      values.put("status", file.status().word());
      values.put("meaning", meaning());
      Exit ending = file.run().ending();
      if (ending != null && ending.code() != null) {
        values.put("exit_code", ending.code());
      }
      if (ending != null && ending.signal() != null) {
        values.put("signal", ending.signal());
      }
      if (file.removal() != null) {
        values.put("removed_at", DiagnosisView.text(file.removal().at()));
      }
      values.putAll(evidence);
      return values;
    }
  }
}
