package tianniu.engine.docker;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;

/** What a registry's answer means, as the engine passes it on: status and English. */
final class RegistryAnswer {
  // Docker Hub says "denied" of what does not exist, and then adds that it may not exist: so the
  // words that only a refusal has come first, and the bare "denied" last.
  private static final List<String> REFUSED =
      List.of("no basic auth credentials", "unauthorized", "authentication required");
  private static final List<String> ABSENT =
      List.of(
          "repository does not exist",
          "manifest unknown",
          "name unknown",
          "not found",
          "no such image",
          "no matching manifest",
          "invalid reference format",
          "must be lowercase");
  private static final List<String> SILENT =
      List.of(
          "no such host",
          "dial tcp",
          "connection refused",
          "connection reset",
          "i/o timeout",
          "timeout",
          "deadline exceeded",
          "context canceled",
          "server misbehaving",
          "server gave http response to https client",
          "x509:",
          "tls:",
          "unexpected http status",
          ": eof");

  private RegistryAnswer() {}

  /** Null when it says nothing of why the image cannot be had. */
  static @Nullable Fault fault(String image, int status, String message) {
    ImageProblem problem = problem(status, message);
    return problem == null ? null : new Fault.NoSuchImage(image, problem);
  }

  static @Nullable ImageProblem problem(int status, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    // A name that no resolver knows ends in "not found" as well on some systems.
    if (words.contains("dial tcp") || words.contains("no such host")) {
      return ImageProblem.REGISTRY_UNREACHABLE;
    }
    if (REFUSED.stream().anyMatch(words::contains)) {
      return ImageProblem.ACCESS_DENIED;
    }
    if (ABSENT.stream().anyMatch(words::contains)) {
      return ImageProblem.NOT_FOUND;
    }
    if (status == 401 || status == 403 || words.contains("denied")) {
      return ImageProblem.ACCESS_DENIED;
    }
    if (SILENT.stream().anyMatch(words::contains)) {
      return ImageProblem.REGISTRY_UNREACHABLE;
    }
    return status == 404 ? ImageProblem.NOT_FOUND : null;
  }
}
