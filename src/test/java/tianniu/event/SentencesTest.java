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
  void restart_thatSomebodyAskedFor_saysNoReason() {
    Details asked = Details.by(by(Status.RESTARTING));

    assertThat(english(EventType.RESTARTING, asked)).isEqualTo("It is being restarted.");
    assertThat(english(EventType.RESTARTED, asked)).isEqualTo("It runs again: restarted.");
    assertThat(chinese(EventType.RESTARTED, asked)).isEqualTo("已重启。");
  }
}
