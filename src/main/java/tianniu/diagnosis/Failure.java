package tianniu.diagnosis;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tianniu.live.StatusReason;

/** Reads why a creation or a start has failed out of the codes and the engine's words. */
final class Failure {
  private Failure() {}

  /**
   * The verdict that a reason stands for.
   *
   * @return null when it says nothing of a start or a creation
   */
  static @Nullable Verdict of(StatusReason why) {
    return switch (why.code()) {
      case "IMAGE_NOT_FOUND" -> image(why.message());
      case "NETWORK_NOT_FOUND" -> Verdict.NETWORK_MISSING;
      case "VOLUME_NOT_FOUND" -> Verdict.VOLUME_MISSING;
      case "SECRET_NOT_FOUND" -> Verdict.SECRET_MISSING;
      case "PORT_ALREADY_IN_USE" -> Verdict.PORT_TAKEN;
      case "CONTAINER_ALREADY_EXISTS" -> Verdict.NAME_TAKEN;
      case "RESOURCE_LIMIT_EXCEEDED" -> Verdict.LIMIT_EXCEEDED;
      case "PERMISSION_DENIED" -> Verdict.NOT_PERMITTED;
      case "OPERATION_CANCELLED" -> Verdict.CANCELLED;
      case "START_FAILED" -> words(why.message());
      default -> null;
    };
  }

  private static Verdict image(String message) {
    if (message.endsWith("denies access")) {
      return Verdict.IMAGE_REFUSED;
    }
    return message.endsWith("cannot be reached")
        ? Verdict.REGISTRY_UNREACHABLE
        : Verdict.IMAGE_MISSING;
  }

  /** The verdict that the engine's words about a start stand for. */
  static Verdict words(String text) {
    String words = text.toLowerCase(Locale.ROOT);
    if (hasAny(words, "port is already allocated", "address already in use")) {
      return Verdict.PORT_TAKEN;
    }
    if (hasAny(words, "bind source path does not exist", "error while mounting volume")) {
      return Verdict.VOLUME_MISSING;
    }
    // With control groups of version 2 the runtime's own copy counts, so that some 9 MB are too
    // little to begin with.
    if (words.contains("init was oom-killed")) {
      return Verdict.OUT_OF_MEMORY;
    }
    if (words.contains("network") && words.contains("not found")) {
      return Verdict.NETWORK_MISSING;
    }
    if (words.contains("exec")
        && hasAny(words, "permission denied", "exec format error", "is a directory")) {
      return Verdict.COMMAND_NOT_EXECUTABLE;
    }
    boolean isNoProgram = hasAny(words, "executable file not found", "no such file or directory");
    return words.contains("exec") && isNoProgram ? Verdict.COMMAND_NOT_FOUND : Verdict.START_FAILED;
  }

  private static boolean hasAny(String words, String... pieces) {
    return List.of(pieces).stream().anyMatch(words::contains);
  }
}
