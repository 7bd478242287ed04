package tianniu.operation;

import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;

/**
 * Which operations are meant.
 *
 * @param container null for all
 * @param state null for all
 */
record Criteria(Scope scope, @Nullable ContainerId container, @Nullable State state) {
  /** Whether it is one of them, whatever its state. */
  boolean areOf(Operation operation) {
    return scope.covers(operation.labels())
        && (container == null || container.equals(operation.container()));
  }
}
