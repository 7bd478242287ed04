package tianniu.operation;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.live.Labels;
import tianniu.live.Status;
import tianniu.live.Task;

/**
 * One piece of accepted work on one container.
 *
 * @param seq orders operations by their acceptance
 * @param verb the operation id of the API document, such as {@code startContainer}
 * @param name of the container when it was accepted
 * @param labels of the container when it was accepted: by these a key's scope sees the operation,
 *     also when the container is gone; not all of them where they are too large
 */
public record Operation(
    long seq,
    OperationId id,
    String verb,
    ContainerId container,
    String name,
    Map<String, String> labels,
    Terms terms,
    By by,
    Instant acceptedAt) {
  public Operation {
    labels = Map.copyOf(Labels.noted(labels));
  }

  /**
   * As the live view is to show it while it is under way.
   *
   * @param begun the status that the container has from its acceptance on
   */
  public Task task(Status begun) {
    return Task.of(id.value(), begun, by.serverCause());
  }

  /**
   * Who asked for it.
   *
   * @param scope what it may reach, such as secrets
   * @param keyId null when it was the server itself
   * @param cause what several operations have in common, such as the request that they come from,
   *     or why the server asked; null for none
   */
  public record By(Scope scope, @Nullable String keyId, @Nullable String cause) {
    /** A caller, with a cause of the caller's or without one. */
    public static By of(Caller caller, @Nullable String cause) {
      return new By(caller.scope(), caller.keyId(), cause);
    }

    /** Why the server asked, for everybody to see; null when somebody else did. */
    @Nullable String serverCause() {
      return Task.UNHEALTHY.equals(cause) ? cause : null;
    }

    /** The server, which may reach everything. */
    public static By server(String cause) {
      return new By(Scope.ALL, null, cause);
    }
  }
}
