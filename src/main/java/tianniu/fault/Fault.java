package tianniu.fault;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request could not be done. Each kind has its code and status in the table of the web kit.
 */
public sealed interface Fault {

  /** No key, or one that is unknown, expired or revoked. */
  record Unauthenticated(String message) implements Fault {}

  /** The caller may not do this. */
  record Denied(String message, @Nullable String field) implements Fault {}

  /** Anything wrong in path, query, header or body; every violation that was found. */
  record Invalid(List<Violation> violations) implements Fault {
    public Invalid {
      violations = List.copyOf(violations);
    }
  }

  /** No container goes by what was asked for: an id, a prefix of one, or a name. */
  record NoSuchContainer(String asked) implements Fault {}

  record ContainerExists(String name) implements Fault {}

  /** The container's present status does not allow the action. */
  record WrongState(String containerId, String action, String status, List<String> allowed)
      implements Fault {
    public WrongState {
      allowed = List.copyOf(allowed);
    }
  }

  record NoSuchImage(String image, ImageProblem reason) implements Fault {}

  /** Why an image cannot be had. */
  enum ImageProblem {
    /** The registry answered that it has no such image. */
    NOT_FOUND,
    /** The registry wants credentials that it was not given. */
    ACCESS_DENIED,
    /** The registry did not answer in time, or not at all. */
    REGISTRY_UNREACHABLE
  }

  record NoSuchNetwork(String network) implements Fault {}

  /** A volume, or the host path of a bind mount, does not exist. */
  record NoSuchVolume(String volume) implements Fault {}

  record NoSuchSecret(String secretName, String key) implements Fault {}

  /** There is nothing of this kind and name that the caller may see. */
  record NoSuch(Kind kind, String name) implements Fault {}

  /** The name is taken. */
  record Exists(Kind kind, String name) implements Fault {}

  /** It cannot go while these need it. */
  record InUse(Kind kind, String name, List<String> users) implements Fault {
    public InUse {
      users = List.copyOf(users);
    }
  }

  /** What the API keeps beside containers. */
  enum Kind {
    KEY,
    ROLE,
    QUOTA,
    SECRET,
    OPERATION;

    /** As the API writes it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * More of a resource was asked for than there is; the amounts as the API writes them.
   *
   * @param quota whose limit it is; null when it is the machine's
   */
  record LimitExceeded(
      String resource, String limit, String used, String requested, @Nullable String quota)
      implements Fault {}

  record PortInUse(int port, String protocol) implements Fault {}

  /** A command was killed at its time limit; what it had written until then. */
  record ExecTimedOut(Duration limit, String stdout, String stderr, boolean truncated)
      implements Fault {}

  /**
   * The caller has asked too often.
   *
   * @param limit calls a minute; 0 when it is not a limit of its key that was met
   * @param resetSeconds until as many calls are free again
   */
  record TooManyRequests(Duration retryAfter, int limit, long resetSeconds) implements Fault {
    public TooManyRequests(Duration retryAfter) {
      this(retryAfter, 0, 0);
    }
  }

  record NoSuchRoute(String path) implements Fault {}

  record MethodNotAllowed(String method, List<String> allowed) implements Fault {
    public MethodNotAllowed {
      allowed = List.copyOf(allowed);
    }
  }

  record PayloadTooLarge(long maxBytes) implements Fault {}

  record UnsupportedMediaType(String contentType) implements Fault {}

  /** The key of a request that must not be done twice was given to another request before. */
  record IdempotencyKeyReused() implements Fault {}

  /** The request that had the same key first has not ended yet. */
  record IdempotencyKeyInUse() implements Fault {}

  /**
   * A command was to be run once, and it is not known whether it was.
   *
   * @param requestId of the request that was to run it
   */
  record OutcomeUnknown(String requestId) implements Fault {}

  /** The engine does not answer, or not in time. */
  record EngineUnavailable(String message) implements Fault {}

  /** The database cannot be written or read, so that nothing can be promised. */
  record StoreUnavailable(StoreProblem problem) implements Fault {
    public StoreUnavailable() {
      this(StoreProblem.NO_ANSWER);
    }
  }

  /** What is the matter with the database. */
  enum StoreProblem {
    NO_ANSWER,
    DISK_FULL,
    READ_ONLY,
    DAMAGED
  }

  /**
   * The server takes on no more: it has too much to do, or is about to end.
   *
   * @param message why, for the caller
   */
  record Overloaded(String message) implements Fault {}

  /**
   * It is too late to call the operation off.
   *
   * @param status of the operation
   */
  record NotCancellable(String operationId, String status) implements Fault {}

  /**
   * The engine refused a call for a reason that has no kind of its own.
   *
   * @param message the engine's own words: for the log and for a container's status reason
   */
  record EngineRefused(String message) implements Fault {}

  default FaultException asException() {
    return new FaultException(this);
  }

  static Invalid invalid(Violation violation) {
    return new Invalid(List.of(violation));
  }
}
