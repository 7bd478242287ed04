package tianniu.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.diagnosis.Cases.NOW;
import static tianniu.diagnosis.Cases.running;

import java.util.List;
import org.junit.jupiter.api.Test;
import tianniu.diagnosis.Finding.Code;
import tianniu.engine.HealthStatus;
import tianniu.http.Language;
import tianniu.live.Status;

/** What is said of containers that this server restarts by itself. */
class HealingFindingsTest {
  private static List<Code> codes(Cases file) {
    return file.judged().findings().stream().map(Finding::code).toList();
  }

  private static List<Step.Code> steps(Cases file) {
    return file.judged().steps().stream().map(Step::code).toList();
  }

  private static List<String> texts(Cases each, Language language) {
    CaseFile file = each.file();
    Diagnosis found = new Diagnosis(file, Judgement.of(file), List.of(), Diagnosis.From.ENGINE);
    return DiagnosisView.of(found, language).findings().stream()
        .map(DiagnosisView.FindingView::text)
        .toList();
  }

  @Test
  void unhealthy_thatTheServerRestarts_isToldToWait() {
    Cases ill = running().probed(HealthStatus.UNHEALTHY, 3, "status 500");
    Cases first = ill.healed(0, 5, null);
    assertThat(codes(first)).containsExactly(Code.PROBE_FAILING);
    assertThat(steps(first))
        .containsExactly(Step.Code.READ_LOGS, Step.Code.TRY_PROBE, Step.Code.WAIT_FOR_RESTART);

    Cases again = ill.healed(2, 5, NOW.plusSeconds(20));
    assertThat(codes(again))
        .containsExactly(Code.PROBE_FAILING, Code.RESTARTED_WHEN_UNHEALTHY, Code.RESTART_DUE);
    assertThat(steps(again)).endsWith(Step.Code.WAIT_FOR_RESTART);
    assertThat(texts(again, Language.ENGLISH))
        .contains(
            "Its health check failed, so the server restarted it: 2 of at most 5 restarts in a row"
                + " are done, the last one at 2026-01-02T03:04:00Z.",
            "If it is unhealthy still, the server restarts it again at 2026-01-02T03:04:25Z or soon"
                + " after.");
    assertThat(texts(again, Language.CHINESE))
        .contains("健康检查没有通过，服务器重启了它：最多连续重启 5 次，已重启 2 次，最近一次在 2026-01-02T03:04:00Z。");

    Cases refused = ill.healingRefused("The container engine does not answer");
    assertThat(codes(refused)).containsExactly(Code.PROBE_FAILING, Code.RESTART_REFUSED);
  }

  @Test
  void unhealthy_thatIsLeftAlone_isSaidAndTheRestartIsSomebodyElses() {
    Cases file = running().probed(HealthStatus.UNHEALTHY, 3, "status 500").healed(5, 5, null);

    assertThat(codes(file)).containsExactly(Code.PROBE_FAILING, Code.LEFT_ALONE);
    assertThat(file.judged().findings().getLast().severity()).isEqualTo(Finding.Severity.ERROR);
    assertThat(steps(file))
        .containsExactly(Step.Code.READ_LOGS, Step.Code.TRY_PROBE, Step.Code.RESTART_WHEN_MENDED);
    assertThat(texts(file, Language.ENGLISH))
        .contains(
            "It is left alone: of at most 5 restarts in a row the server has done 5, and does no"
                + " more.");
  }

  @Test
  void healthy_afterRestartsOfTheServer_tellsThemAndNeedsNothing() {
    Cases file = running().probed(HealthStatus.HEALTHY, 0, null).healed(5, 5, null);

    assertThat(codes(file)).containsExactly(Code.RESTARTED_WHEN_UNHEALTHY);
    assertThat(steps(file)).containsExactly(Step.Code.NOTHING);
    assertThat(codes(Cases.of(Status.RESTARTING).underWay().healed(1, 5, NOW.plusSeconds(5))))
        .containsExactly(Code.RESTARTED_WHEN_UNHEALTHY, Code.OPERATION_UNDER_WAY);
  }
}
