package tianniu.operation;

import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.Task;
import tianniu.operation.Operation.By;
import tianniu.operation.Operations.Lane;
import tianniu.store.Store;

/** A process that has accepted operations and died before it did any of them. */
public final class DeadProcess implements AutoCloseable {
  private static final RandomGenerator RANDOM = new Random(7);
  private final Journal journal;
  private final Operations operations;

  public DeadProcess(Store store) {
    journal = Journal.open(store, InstantSource.system());
    operations = new Operations(journal, new LiveView(List.of()), InstantSource.system(), RANDOM);
  }

  /** Accepts the creation of a container. */
  public OperationId creating(tianniu.engine.ContainerSpec spec, By by, Addendum addendum) {
    return accepted(
        operations.draw(operations.task(Status.CREATING, by), "createContainer", spec, by),
        addendum);
  }

  /** Accepts what is to be done with a container that is there. */
  public OperationId accepted(
      String verb, LiveContainer container, Terms terms, By by, Addendum addendum) {
    // What a container shows meanwhile goes with the process.
    Task task = operations.task(Status.RESTARTING, by);
    return accepted(operations.draw(task, verb, container, terms, by), addendum);
  }

  private OperationId accepted(Operation operation, Addendum addendum) {
    journal.accepted(List.of(new Order(operation, Lane.NONE, _ -> null, addendum, null)));
    return operation.id();
  }

  @Override
  public void close() {
    journal.close();
  }
}
