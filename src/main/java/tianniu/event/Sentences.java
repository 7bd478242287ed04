package tianniu.event;

import org.jspecify.annotations.Nullable;
import tianniu.http.Language;
import tianniu.live.Task;

/** Says an event in words. */
final class Sentences {
  private Sentences() {}

  static String of(Event event, Language language) {
    return switch (language) {
      case ENGLISH -> english(event);
      case CHINESE -> chinese(event);
    };
  }

  private static String english(Event event) {
    Details details = event.details();
    boolean elsewhere = details.operation() == null;
    String why = isHealing(details) ? " because its health check failed" : "";
    return switch (event.type()) {
      case CREATED ->
          elsewhere ? "It was created, but not through this API." : "Its creation was accepted.";
      case STARTING -> "It is being started.";
      case STARTED ->
          isOf(details, "create")
              ? "It was started when it was created."
              : "It was started" + by(details) + elsewhere(details) + ".";
      case STOPPING -> "It is being stopped.";
      case STOPPED ->
          (elsewhere ? "It stopped" : "It was stopped" + (why.isEmpty() ? by(details) : why))
              + exit(details)
              + (Boolean.TRUE.equals(details.oomKilled()) ? ": it had run out of memory." : ".");
      case PAUSED -> "It was paused" + elsewhere(details) + ".";
      case UNPAUSED -> "It goes on after a pause" + elsewhere(details) + ".";
      case RESTARTING -> "It is being restarted" + why + ".";
      case RESTARTED ->
          elsewhere
              ? "It runs again: restarted by its restart policy, or not through this API."
              : "It runs again: restarted" + why + ".";
      case HEALTH_CHANGED -> health(details.health());
      case RENAMED -> "It was renamed from " + details.formerName() + ".";
      case FAILED ->
          isCancelled(details)
              ? (isOf(details, "create") || elsewhere
                      ? "Its creation"
                      : "The operation " + details.operation())
                  + " was cancelled before it was done (OPERATION_CANCELLED)."
              : "It could not be done: "
                  + (details.operation() == null ? "" : details.operation() + ": ")
                  + reason(details.reason());
      case REMOVING -> "It is being removed.";
      case REMOVED -> "It was removed" + elsewhere(details) + ".";
      case RESYNC -> reason(details.reason());
      case HEARTBEAT -> "Nothing happened.";
    };
  }

  private static String by(Details details) {
    return details.operation() == null ? "" : " by the operation " + details.operation();
  }

  private static boolean isOf(Details details, String operation) {
    return operation.equals(details.operation());
  }

  /** Whether the server itself restarts it, since it is unhealthy. */
  private static boolean isHealing(Details details) {
    return Task.UNHEALTHY.equals(details.cause());
  }

  /** Whether somebody has called it off. */
  private static boolean isCancelled(Details details) {
    return details.reason() != null && details.reason().code().equals("OPERATION_CANCELLED");
  }

  private static String elsewhere(Details details) {
    return details.operation() == null ? ", but not through this API" : "";
  }

  private static String exit(Details details) {
    return details.exitCode() == null ? "" : ", with exit code " + details.exitCode();
  }

  private static String health(Details.@Nullable Health health) {
    if (health == null) {
      return "Its health has changed.";
    }
    return "Its health is "
        + health.to()
        + (health.from() == null ? "." : ", after " + health.from() + ".");
  }

  private static String reason(Details.@Nullable Reason reason) {
    return reason == null ? "" : reason.message() + " (" + reason.code() + ").";
  }

  private static String chinese(Event event) {
    Details details = event.details();
    String elsewhere = details.operation() == null ? "（不是通过本接口）" : "";
    return switch (event.type()) {
      case CREATED -> details.operation() == null ? "容器已创建（不是通过本接口）。" : "已接受创建请求。";
      case STARTING -> "正在启动。";
      case STARTED -> isOf(details, "create") ? "创建后已启动。" : "已启动" + elsewhere + "。";
      case STOPPING -> "正在停止。";
      case STOPPED ->
          (isHealing(details) ? "因健康检查没有通过而停止" : details.operation() == null ? "已停止运行" : "已按要求停止")
              + (details.exitCode() == null ? "" : "，退出码 " + details.exitCode())
              + (Boolean.TRUE.equals(details.oomKilled()) ? "，原因是内存不足。" : "。");
      case PAUSED -> "已暂停" + elsewhere + "。";
      case UNPAUSED -> "已恢复运行" + elsewhere + "。";
      case RESTARTING -> isHealing(details) ? "健康检查没有通过，正在重启。" : "正在重启。";
      case RESTARTED ->
          details.operation() == null
              ? "已再次运行：由重启策略重启，或不是通过本接口。"
              : isHealing(details) ? "因健康检查没有通过，已重启。" : "已重启。";
      case HEALTH_CHANGED -> "健康状态" + chineseHealth(details.health()) + "。";
      case RENAMED -> "已改名，原名为 " + details.formerName() + "。";
      case FAILED ->
          isCancelled(details)
              ? (details.operation() == null ? "创建" : verb(details.operation()))
                  + "在完成之前被取消（OPERATION_CANCELLED）。"
              : "操作失败：" + operation(details.operation()) + ChineseReasons.of(details.reason());
      case REMOVING -> "正在删除。";
      case REMOVED -> "已删除" + elsewhere + "。";
      case RESYNC -> ChineseReasons.of(details.reason());
      case HEARTBEAT -> "没有新的事件。";
    };
  }

  private static String operation(@Nullable String operation) {
    return operation == null ? "" : verb(operation) + "：";
  }

  private static String verb(String operation) {
    return switch (operation) {
      case "create" -> "创建";
      case "start" -> "启动";
      case "stop" -> "停止";
      case "restart" -> "重启";
      case "pause" -> "暂停";
      case "unpause" -> "恢复";
      case "delete" -> "删除";
      default -> operation;
    };
  }

  private static String chineseHealth(Details.@Nullable Health health) {
    if (health == null) {
      return "已变化";
    }
    return (health.from() == null ? "变为" : "从" + word(health.from()) + "变为") + word(health.to());
  }

  private static String word(String health) {
    return switch (health) {
      case "healthy" -> "健康";
      case "unhealthy" -> "不健康";
      case "starting" -> "正在启动";
      default -> health;
    };
  }
}
