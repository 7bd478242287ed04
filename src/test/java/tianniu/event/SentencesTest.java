package tianniu.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.http.Language;
import tianniu.live.Status;
import tianniu.live.Task;

class SentencesTest {
  private static final String OPERATION = "op-" + "1".repeat(32);
  private static final Event.Subject WEB =
      new Event.Subject(new ContainerId("a".repeat(32)), "web", "nginx", Map.of());

  private static Task by(Status begun) {
    return Task.of(OPERATION, begun, null);
  }

  private static String english(EventType type, Details details) {
    return Sentences.of(new Event(1, Instant.EPOCH, type, WEB, details), Language.ENGLISH);
  }

  private static String chinese(EventType type, Details details) {
    return Sentences.of(new Event(1, Instant.EPOCH, type, WEB, details), Language.CHINESE);
  }

  @Test
  void restart_ofTheServer_saysWhy() {
    Task healing = Task.of(OPERATION, Status.RESTARTING, Task.UNHEALTHY);

    assertThat(english(EventType.RESTARTING, Details.by(healing)))
        .isEqualTo("It is being restarted because its health check failed.");
    assertThat(english(EventType.STOPPED, Details.exit(healing, 137, false)))
        .isEqualTo("It was stopped because its health check failed, with exit code 137.");
    assertThat(english(EventType.RESTARTED, Details.by(healing)))
        .isEqualTo("It runs again: restarted because its health check failed.");
    assertThat(chinese(EventType.RESTARTING, Details.by(healing))).isEqualTo("健康检查没有通过，正在重启。");
    assertThat(chinese(EventType.STOPPED, Details.exit(healing, 137, false)))
        .isEqualTo("因健康检查没有通过而停止，退出码 137。");
    assertThat(chinese(EventType.RESTARTED, Details.by(healing))).isEqualTo("因健康检查没有通过，已重启。");
  }

  @Test
  void creation_thatWasCalledOff_hasNotFailed() {
    Details cancelled =
        Details.because(by(Status.CREATING), "OPERATION_CANCELLED", "The operation was cancelled");

    assertThat(english(EventType.FAILED, cancelled))
        .isEqualTo("Its creation was cancelled before it was done (OPERATION_CANCELLED).");
    assertThat(chinese(EventType.FAILED, cancelled)).isEqualTo("创建在完成之前被取消（OPERATION_CANCELLED）。");
  }

  @Test
  void failure_inChinese_isTranslatedAsFarAsItsCodeIsKnown() {
    Task start = by(Status.STARTING);
    String engine = "exec: \"serve\": not found";

    assertThat(chinese(EventType.FAILED, Details.because(start, "START_FAILED", engine)))
        .isEqualTo("操作失败：启动：引擎未能启动它：" + engine + "（START_FAILED）。");
    assertThat(chinese(EventType.FAILED, Details.because(start, "ENGINE_UNAVAILABLE", "gone")))
        .isEqualTo("操作失败：启动：容器引擎没有响应（ENGINE_UNAVAILABLE）。");
    assertThat(chinese(EventType.FAILED, Details.because(start, "INTERNAL_ERROR", "not taken up")))
        .isEqualTo("操作失败：启动：服务器内部错误：not taken up（INTERNAL_ERROR）。");
    assertThat(chinese(EventType.FAILED, Details.because(null, "NEW_CODE", engine)))
        .isEqualTo("操作失败：" + engine + "（NEW_CODE）。");
    assertThat(chinese(EventType.RESYNC, Gap.LOST.draft(Instant.EPOCH).details()))
        .isEqualTo("事件来得太快，没能逐条写下；接下来是它们的结果（LOST）。");
  }

  @Test
  void start_ofACreation_isNoOperationOfItsOwn() {
    Details created = Details.by(new Task(OPERATION, Status.CREATING, Status.STARTING, null));

    assertThat(english(EventType.STARTED, created))
        .isEqualTo("It was started when it was created.");
    assertThat(chinese(EventType.STARTED, created)).isEqualTo("创建后已启动。");
    assertThat(english(EventType.STARTED, Details.by(by(Status.STARTING))))
        .isEqualTo("It was started by the operation start.");
    assertThat(english(EventType.STARTED, Details.NONE))
        .isEqualTo("It was started, but not through this API.");
  }

  @Test
  void end_ofARun_isToldWithWhatEndedIt() {
    Details byItself = Details.exit(null, 1, false);
    Details stopped = Details.exit(by(Status.STOPPING), 0, false);

    assertThat(english(EventType.STOPPED, byItself)).isEqualTo("It stopped, with exit code 1.");
    assertThat(chinese(EventType.STOPPED, byItself)).isEqualTo("已停止运行，退出码 1。");
    assertThat(english(EventType.STOPPED, stopped))
        .isEqualTo("It was stopped by the operation stop, with exit code 0.");
    assertThat(chinese(EventType.STOPPED, stopped)).isEqualTo("已按要求停止，退出码 0。");
  }

  @Test
  void gaps_areAllKnownInChinese() {
    for (Gap gap : Gap.values()) {
      assertThat(chinese(EventType.RESYNC, gap.draft(Instant.EPOCH).details()))
          .doesNotContainPattern("[a-z]");
    }
  }

  @Test
  void restart_thatSomebodyAskedFor_saysNoReason() {
    Details asked = Details.by(by(Status.RESTARTING));

    assertThat(english(EventType.RESTARTING, asked)).isEqualTo("It is being restarted.");
    assertThat(english(EventType.RESTARTED, asked)).isEqualTo("It runs again: restarted.");
    assertThat(chinese(EventType.RESTARTED, asked)).isEqualTo("已重启。");
  }
}
