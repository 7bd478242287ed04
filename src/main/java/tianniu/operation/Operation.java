package tianniu.operation;

import java.time.Instant;
import tianniu.engine.ContainerId;

/**
 * One piece of accepted work on one container.
 *
 * @param verb the operation id of the API document, such as {@code startContainer}
 */
public record Operation(OperationId id, String verb, ContainerId container, Instant acceptedAt) {
  /** Orders operations by acceptance, within one life of the process. */
  public record OperationId(long value) {}
}
