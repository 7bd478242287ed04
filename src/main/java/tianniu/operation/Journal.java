package tianniu.operation;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tianniu.live.StatusReason;

/**
 * Where accepted operations are written down before they are answered, and struck out when they
 * have ended. What is still in it after a crash was promised and not done.
 */
public interface Journal {
  /** Returns when the operation is as safe as this journal makes it. */
  void accepted(Operation operation);

  /** Why is null when the operation succeeded. */
  void ended(Operation operation, @Nullable StatusReason why);

  /** Accepted and not ended, in no order. */
  Collection<Operation> open();

  /** A journal that lives as long as the process: operations of a killed process are lost. */
  static Journal inMemory() {
    return new Journal() {
      private final Map<Operation.OperationId, Operation> open = new ConcurrentHashMap<>();

      @Override
      public void accepted(Operation operation) {
        open.put(operation.id(), operation);
      }

      @Override
      public void ended(Operation operation, @Nullable StatusReason why) {
        open.remove(operation.id());
      }

      @Override
      public Collection<Operation> open() {
        return open.values();
      }
    };
  }
}
