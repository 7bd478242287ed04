package tianniu.engine.docker;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;

/** What a registry's answer means, as the engine passes it on: status and English. */
final class RegistryAnswer {
  // Docker Hub says "denied" of what does not exist, and then adds that it may not exist: so the
  // words that only a refusal has come first, and the bare "denied" last.
  private static final List<String> REFUSED =
      List.of("no basic auth credentials", "unauthorized", "authentication required");
  private static final Pattern PARSED_REFUSAL = Pattern.compile("error parsing http (401|403|429)");
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

  /** What goes wrong on the engine's own disk. */
  private static final List<String> LOCAL =
      List.of("no space left on device", "failed to register layer", "read-only file system");

  private RegistryAnswer() {}

  /** Why an image cannot be had, of an engine that went and asked for it. */
  static Fault refusal(String image, int status, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    if (LOCAL.stream().anyMatch(words::contains)) {
      return new Fault.EngineRefused(message);
    }
    ImageProblem problem = problem(status, message);
    return new Fault.NoSuchImage(
        image, problem == null ? ImageProblem.REGISTRY_UNREACHABLE : problem);
  }

  /** Null when it says nothing of why the image cannot be had. */
  static @Nullable Fault fault(String image, int status, String message) {
    ImageProblem problem = problem(status, message);
    return problem == null ? null : new Fault.NoSuchImage(image, problem);
  }

  static @Nullable ImageProblem problem(int status, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    if (status == 429 || words.contains("toomanyrequests") || words.contains("too many requests")) {
      return ImageProblem.ACCESS_DENIED;
    }
    // What answers is no registry, and its page, which is quoted, may hold any words.
    if (words.contains("error parsing http")) {
      return PARSED_REFUSAL.matcher(words).find()
          ? ImageProblem.ACCESS_DENIED
          : ImageProblem.REGISTRY_UNREACHABLE;
    }
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
