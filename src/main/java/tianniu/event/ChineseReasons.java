package tianniu.event;

import org.jspecify.annotations.Nullable;

/** Why something failed, or why events are missing, in Chinese. */
final class ChineseReasons {
  private ChineseReasons() {}

  /** A sentence with its code; what only others know, such as the engine, in their own words. */
  static String of(Details.@Nullable Reason reason) {
    if (reason == null) {
      return "";
    }
    String whole = whole(reason.code());
    String beginning = beginning(reason.code());
    String words =
        whole != null ? whole : (beginning == null ? "" : beginning + "：") + reason.message();
    return words + "（" + reason.code() + "）。";
  }

  /** All that there is to say; null when the message says more. */
  private static @Nullable String whole(String code) {
    return switch (code) {
      case "ENGINE_UNAVAILABLE" -> "容器引擎没有响应";
      case "EXPIRED" -> "在此之前的事件已不再保留";
      case "AHEAD" -> "还没有这个编号的事件：事件序列已更换，或被退回";
      case "LOST" -> "事件来得太快，没能逐条写下；接下来是它们的结果";
      default -> null;
    };
  }

  /** Before the message; null for a code that is not known. */
  private static @Nullable String beginning(String code) {
    return switch (code) {
      case "START_FAILED" -> "引擎未能启动它";
      case "ENGINE_REFUSED" -> "引擎拒绝了";
      case "IMAGE_NOT_FOUND" -> "没能取得镜像";
      case "NETWORK_NOT_FOUND" -> "网络不存在";
      case "VOLUME_NOT_FOUND" -> "卷或目录不存在";
      case "SECRET_NOT_FOUND" -> "机密不存在";
      case "CONTAINER_NOT_FOUND" -> "容器已不存在";
      case "CONTAINER_ALREADY_EXISTS" -> "引擎上已有同名的容器";
      case "INVALID_CONTAINER_STATE" -> "容器当前的状态不允许";
      case "PORT_ALREADY_IN_USE" -> "主机端口已被占用";
      case "RESOURCE_LIMIT_EXCEEDED" -> "资源超出机器或配额所剩";
      case "PERMISSION_DENIED" -> "不被允许";
      case "INTERNAL_ERROR" -> "服务器内部错误";
      case "STORE_UNAVAILABLE" -> "服务器的数据库不可用";
      default -> null;
    };
  }
}
