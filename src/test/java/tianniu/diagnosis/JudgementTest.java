package tianniu.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.diagnosis.Cases.NOW;
import static tianniu.diagnosis.Cases.ended;
import static tianniu.diagnosis.Cases.failed;
import static tianniu.diagnosis.Cases.running;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import tianniu.diagnosis.CaseFile.Check;
import tianniu.diagnosis.CaseFile.Check.Kind;
import tianniu.diagnosis.CaseFile.Check.Result;
import tianniu.diagnosis.Finding.Code;
import tianniu.engine.HealthStatus;
import tianniu.engine.LogLine;
import tianniu.engine.RestartPolicy;
import tianniu.http.Language;
import tianniu.live.Status;

/** Each verdict from a case that comes to it, with what is said about it in both languages. */
class JudgementTest {
  private static final String NO_PROGRAM =
      "OCI runtime create failed: exec: \"serve\": executable file not found in $PATH: unknown";

  private static Exit exit(int code, boolean outOfMemory, boolean onRequest) {
    return new Exit(code, outOfMemory, onRequest, NOW);
  }

  /** A case for each verdict. */
  private static Map<Verdict, Cases> everyVerdict() {
    Map<Verdict, Cases> all = new EnumMap<>(Verdict.class);
    all.put(Verdict.HEALTHY, running().probed(HealthStatus.HEALTHY, 0, null));
    all.put(Verdict.RUNNING, running());
    all.put(Verdict.STARTING, Cases.of(Status.CREATING).underWay().neverStarted());
    all.put(Verdict.UNHEALTHY, running().probed(HealthStatus.UNHEALTHY, 3, "status 500"));
    all.put(Verdict.PAUSED, Cases.of(Status.PAUSED));
    all.put(
        Verdict.CRASH_LOOPING,
        Cases.of(Status.RESTARTING).looping(4).ending(exit(1, false, false)));
    all.put(Verdict.CHANGING, Cases.of(Status.STOPPING).underWay());
    all.put(Verdict.NEVER_STARTED, Cases.of(Status.STOPPED).neverStarted());
    all.put(Verdict.STOPPED_ON_REQUEST, Cases.of(Status.STOPPED).ending(exit(137, false, true)));
    all.put(Verdict.EXITED_OK, ended(0));
    all.put(Verdict.EXITED_WITH_ERROR, ended(1));
    all.put(Verdict.OUT_OF_MEMORY, Cases.of(Status.STOPPED).ending(exit(137, true, false)));
    all.put(Verdict.KILLED, ended(137));
    all.put(Verdict.CRASHED, ended(139));
    all.put(Verdict.ENDED_BY_POLICY, ended(137).failure("PERMISSION_DENIED", "led elsewhere"));
    all.put(Verdict.ENGINE_UNAVAILABLE, running().away());
    all.put(Verdict.REMOVED, Cases.of(Status.DELETED).removed(Remains.By.OUTSIDE));
    all.put(Verdict.UNKNOWN, Cases.of(Status.STOPPED));
    failures(all);
    return all;
  }

  /** Creations and starts that have failed. */
  private static void failures(Map<Verdict, Cases> all) {
    all.put(Verdict.COMMAND_NOT_FOUND, failed("START_FAILED", NO_PROGRAM));
    all.put(Verdict.COMMAND_NOT_EXECUTABLE, ended(126));
    all.put(Verdict.START_FAILED, failed("START_FAILED", "cgroup: no space"));
    all.put(Verdict.IMAGE_MISSING, failed("IMAGE_NOT_FOUND", "Image 'a' not found"));
    all.put(
        Verdict.IMAGE_REFUSED,
        failed("IMAGE_NOT_FOUND", "Image 'a' not found: its registry denies access"));
    all.put(
        Verdict.REGISTRY_UNREACHABLE,
        failed("IMAGE_NOT_FOUND", "Image 'a' not found: its registry cannot be reached"));
    all.put(Verdict.NETWORK_MISSING, failed("NETWORK_NOT_FOUND", "Network 'lan' not found"));
    all.put(Verdict.PORT_TAKEN, failed("PORT_ALREADY_IN_USE", "Port 80/tcp is in use"));
    all.put(Verdict.VOLUME_MISSING, failed("VOLUME_NOT_FOUND", "Volume 'data' not found"));
    all.put(Verdict.SECRET_MISSING, failed("SECRET_NOT_FOUND", "Secret 'db' not found"));
    all.put(Verdict.NAME_TAKEN, failed("CONTAINER_ALREADY_EXISTS", "exists"));
    all.put(Verdict.NOT_PERMITTED, failed("PERMISSION_DENIED", "denied"));
    all.put(Verdict.LIMIT_EXCEEDED, failed("RESOURCE_LIMIT_EXCEEDED", "too much"));
    all.put(Verdict.CREATION_FAILED, failed("ENGINE_UNAVAILABLE", "it went away"));
    all.put(Verdict.CANCELLED, failed("OPERATION_CANCELLED", "It was cancelled"));
  }

  @Test
  void verdict_ofEveryKindOfCase_isTheOneThatItIsFor() {
    Map<Verdict, Cases> all = everyVerdict();
    assertThat(all.keySet()).isEqualTo(EnumSet.allOf(Verdict.class));
    all.forEach((verdict, file) -> assertThat(file.judged().verdict()).isEqualTo(verdict));
  }

  @Test
  void judgement_ofEveryKindOfCase_hasStepsAndWholeSentencesInBothLanguages() {
    everyVerdict()
        .forEach(
            (verdict, each) -> {
              Judgement judged = each.judged();
              assertThat(judged.steps()).as(verdict.word()).isNotEmpty();
              for (Language language : Language.values()) {
                DiagnosisView view = view(each, language);
                assertThat(view.summary()).as(verdict.word()).doesNotContain("{", "\n");
                view.findings().forEach(f -> assertThat(f.text()).doesNotContain("{"));
                view.nextSteps().forEach(s -> assertThat(s.text()).doesNotContain("{"));
              }
            });
  }

  @Test
  void view_inBothLanguages_hasTheSameCodesAndOtherSentences() {
    everyVerdict()
        .forEach(
            (verdict, each) -> {
              DiagnosisView english = view(each, Language.ENGLISH);
              DiagnosisView chinese = view(each, Language.CHINESE);
              assertThat(chinese.verdict()).isEqualTo(english.verdict());
              assertThat(chinese.findings())
                  .extracting(DiagnosisView.FindingView::code)
                  .isEqualTo(
                      english.findings().stream().map(DiagnosisView.FindingView::code).toList());
              assertThat(chinese.summary()).as(verdict.word()).isNotEqualTo(english.summary());
              assertThat(chinese.summary()).containsPattern("\\p{IsHan}");
            });
  }

  private static DiagnosisView view(Cases each, Language language) {
    CaseFile file = each.file();
    List<LogLine> none = List.of();
    return DiagnosisView.of(
        new Diagnosis(file, Judgement.of(file), none, Diagnosis.From.ENGINE), language);
  }

  @Test
  void sentences_ofEveryCode_areThereWithTheSamePlacesInBothLanguages() {
    Phrases english = Phrases.in(Language.ENGLISH);
    Phrases chinese = Phrases.in(Language.CHINESE);
    for (Verdict each : Verdict.values()) {
      alike(english.verdict(each), chinese.verdict(each));
    }
    for (Code each : Code.values()) {
      alike(english.finding(each), chinese.finding(each));
    }
    for (Step.Code each : Step.Code.values()) {
      alike(english.step(each), chinese.step(each));
    }
    for (Exit.Meaning each : Exit.Meaning.values()) {
      alike(english.meaning(each), chinese.meaning(each));
    }
    int codes =
        Verdict.values().length
            + Code.values().length
            + Step.Code.values().length
            + Exit.Meaning.values().length;
    assertThat(english.size()).isEqualTo(codes);
    assertThat(chinese.size()).isEqualTo(codes);
  }

  private static void alike(String english, String chinese) {
    assertThat(places(chinese)).as(english).isEqualTo(places(english));
    assertThat(chinese).as(english).containsPattern("\\p{IsHan}");
    assertThat(english).matches("\\p{ASCII}+");
  }

  private static Set<String> places(String sentence) {
    Set<String> places = new LinkedHashSet<>();
    Phrases.PLACE.matcher(sentence).results().map(MatchResult::group).sorted().forEach(places::add);
    return places;
  }

  @Test
  void meaning_ofExitCodes_isTheCustomaryOne() {
    Map<Integer, Exit.Meaning> meanings =
        Map.of(
            0, Exit.Meaning.SUCCESS,
            1, Exit.Meaning.FAILURE,
            2, Exit.Meaning.MISUSE,
            3, Exit.Meaning.OWN_CODE,
            125, Exit.Meaning.ENGINE_FAILURE,
            126, Exit.Meaning.NOT_EXECUTABLE,
            127, Exit.Meaning.NOT_FOUND,
            137, Exit.Meaning.KILLED,
            139, Exit.Meaning.SEGMENTATION_FAULT,
            143, Exit.Meaning.TERMINATED);
    meanings.forEach(
        (code, meaning) -> assertThat(exit(code, false, false).meaning()).isEqualTo(meaning));
    assertThat(exit(137, true, false).meaning()).isEqualTo(Exit.Meaning.OUT_OF_MEMORY);
    assertThat(exit(141, false, false).meaning()).isEqualTo(Exit.Meaning.OTHER_SIGNAL);
    assertThat(exit(141, false, false).signal()).isEqualTo("SIGPIPE");
    assertThat(exit(137, false, false).signal()).isEqualTo("SIGKILL");
    assertThat(exit(255, false, false).signal()).isNull();
    assertThat(new Exit(null, false, false, null).meaning()).isEqualTo(Exit.Meaning.UNKNOWN);
  }

  @Test
  void words_ofTheEngine_areUnderstood() {
    Map<String, Verdict> words =
        Map.of(
            "driver failed programming external connectivity: Bind for 0.0.0.0:80 failed: port is"
                + " already allocated",
            Verdict.PORT_TAKEN,
            "listen tcp4 0.0.0.0:80: bind: address already in use",
            Verdict.PORT_TAKEN,
            "network lan not found",
            Verdict.NETWORK_MISSING,
            "invalid mount config for type \"bind\": bind source path does not exist: /x",
            Verdict.VOLUME_MISSING,
            "exec: \"/etc/passwd\": permission denied: unknown",
            Verdict.COMMAND_NOT_EXECUTABLE,
            "exec: \"/no/such\": stat /no/such: no such file or directory: unknown",
            Verdict.COMMAND_NOT_FOUND,
            "runc create failed: unable to start container process: container init was OOM-killed"
                + " (memory limit too low?): unknown",
            Verdict.OUT_OF_MEMORY,
            "no space left on device",
            Verdict.START_FAILED);
    words.forEach((text, verdict) -> assertThat(Failure.words(text)).isEqualTo(verdict));
  }

  @Test
  void loop_seenWhileItRunsForAMoment_isALoopToo() {
    Cases between = running().restarted(5, NOW.minusSeconds(3)).ending(exit(1, false, false));
    assertThat(between.judged().verdict()).isEqualTo(Verdict.CRASH_LOOPING);
    Cases longAgo = running().restarted(5, NOW.minus(Duration.ofHours(3)));
    assertThat(longAgo.judged().verdict()).isEqualTo(Verdict.RUNNING);
    assertThat(codes(longAgo)).contains(Code.RESTARTED);
  }

  @Test
  void pause_ofALoop_doublesUpToAMinute() {
    assertThat(Findings.pause(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(Findings.pause(5)).isEqualTo(Duration.ofMillis(1600));
    assertThat(Findings.pause(50)).isEqualTo(Duration.ofMinutes(1));
  }

  private static List<Code> codes(Cases file) {
    return file.judged().findings().stream().map(Finding::code).toList();
  }

  private static List<Step.Code> steps(Cases file) {
    return file.judged().steps().stream().map(Step::code).toList();
  }

  @Test
  void findings_worstFirst() {
    Cases file = running().probed(HealthStatus.UNHEALTHY, 4, "timeout").uses(127L << 20, 0.5);
    assertThat(codes(file))
        .containsExactly(Code.PROBE_FAILING, Code.MEMORY_NEAR_LIMIT, Code.CPU_AT_LIMIT);
  }

  @Test
  void image_itsOwnCheckFails_isTold() {
    Cases file = running().checkedByItsImage(HealthStatus.UNHEALTHY, 2, "no pong");
    assertThat(codes(file)).containsExactly(Code.IMAGE_CHECK_FAILING);
  }

  @Test
  void port_takenByAnother_namesItOnlyWhenItMayBeSeen() {
    Cases seen =
        failed("PORT_ALREADY_IN_USE", "in use")
            .needs(new Check(Kind.PORT, "80/tcp", Result.TAKEN, "proxy"));
    assertThat(codes(seen)).contains(Code.PORT_TAKEN_BY);
    Cases unseen = failed("PORT_ALREADY_IN_USE", "in use").needs(Kind.PORT, "80/tcp", Result.TAKEN);
    assertThat(codes(unseen)).contains(Code.PORT_TAKEN).doesNotContain(Code.PORT_TAKEN_BY);
    assertThat(steps(unseen)).containsExactly(Step.Code.FREE_PORT, Step.Code.TRY_AGAIN);
  }

  @Test
  void cause_gone_isToldAndOnlyTheTryIsLeft() {
    Cases file = failed("NETWORK_NOT_FOUND", "gone").needs(Kind.NETWORK, "lan", Result.OK);
    assertThat(codes(file)).contains(Code.CAUSE_GONE);
    assertThat(steps(file)).containsExactly(Step.Code.TRY_AGAIN);
  }

  @Test
  void lacks_ofEveryKind_haveTheirStep() {
    Map<Kind, Step.Code> steps =
        Map.of(
            Kind.IMAGE, Step.Code.CHECK_IMAGE_NAME,
            Kind.NETWORK, Step.Code.MAKE_NETWORK,
            Kind.VOLUME, Step.Code.MAKE_VOLUME,
            Kind.FOLDER, Step.Code.MAKE_FOLDER,
            Kind.SECRET, Step.Code.PUT_SECRET);
    steps.forEach(
        (kind, step) ->
            assertThat(steps(failed("VOLUME_NOT_FOUND", "gone").needs(kind, "x/y", Result.MISSING)))
                .contains(step));
  }

  @Test
  void removed_tellsWhoAndHowItEnded() {
    Cases file =
        Cases.of(Status.DELETED).removed(Remains.By.OPERATION).ending(exit(137, true, true));
    Judgement judged = file.judged();
    assertThat(judged.endedAs()).isEqualTo(Verdict.OUT_OF_MEMORY);
    assertThat(codes(file)).contains(Code.REMOVED_BY_OPERATION, Code.OUT_OF_MEMORY);
    assertThat(codes(Cases.of(Status.DELETED).removed(Remains.By.OUTSIDE).withoutLines()))
        .contains(Code.REMOVED_OUTSIDE, Code.NO_LINES_KEPT);
  }

  @Test
  void creation_thatWasCalledOff_isNoError() {
    Cases file = failed("OPERATION_CANCELLED", "The operation was cancelled");
    assertThat(file.judged().findings()).containsExactly(Finding.info(Code.CREATION_CANCELLED));
    assertThat(steps(file))
        .containsExactly(Step.Code.START_IF_WANTED, Step.Code.DELETE_IF_UNWANTED);
    Judgement removed = file.removed(Remains.By.OPERATION).judged();
    assertThat(removed.endedAs()).isEqualTo(Verdict.CANCELLED);
  }

  @Test
  void policy_noneOrUsedUp_isTold() {
    assertThat(codes(ended(1))).contains(Code.NO_RESTART);
    assertThat(codes(ended(1).policy(RestartPolicy.Type.ON_FAILURE, 3).restarted(3, NOW)))
        .contains(Code.RESTARTS_USED_UP);
  }

  @Test
  void policy_thatWouldStartItAgain_downMeansTold() {
    Cases file = ended(3).policy(RestartPolicy.Type.ALWAYS, 0);
    assertThat(file.judged().verdict()).isEqualTo(Verdict.STOPPED_ON_REQUEST);
    assertThat(codes(file)).contains(Code.EXITED, Code.STOPPED_ON_REQUEST);
  }

  @Test
  void memory_withoutALimit_isTheHosts() {
    assertThat(codes(ended(137).unlimited().ending(exit(137, true, false))))
        .contains(Code.OUT_OF_MEMORY_WITHOUT_LIMIT);
  }

  @Test
  void engine_slow_isSaid() {
    assertThat(codes(running().incomplete())).contains(Code.LOOK_INCOMPLETE);
    assertThat(codes(running().away())).first().isEqualTo(Code.ENGINE_AWAY);
  }

  @Test
  void failure_ofALaterOperation_isNoVerdict() {
    Cases file = running().failure("ENGINE_REFUSED", "device busy");
    assertThat(file.judged().verdict()).isEqualTo(Verdict.RUNNING);
    assertThat(codes(file)).contains(Code.OPERATION_FAILED);
  }
}
