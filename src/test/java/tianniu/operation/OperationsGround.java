package tianniu.operation;

import static java.util.Objects.requireNonNull;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.SpecDraft;
import tianniu.fault.Fault;
import tianniu.keyring.MasterKey;
import tianniu.live.Admission;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;
import tianniu.operation.Operation.By;
import tianniu.operation.Operations.Lane;
import tianniu.operation.Operations.Work;
import tianniu.store.ReadyDatabase;
import tianniu.store.Store;
import tianniu.store.Stores;

/** Operations on a real journal and a view, with nothing behind them. */
abstract class OperationsGround {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration LONG = Duration.ofMinutes(5);
  static final StatusReason WHY = new StatusReason("IMAGE_NOT_FOUND", "not there");
  static final By BY = new By(Scope.ALL, "key-1", null);

  @TempDir Path dir;
  final LiveView view = new LiveView(List.of());
  Store store;
  Journal journal;
  Operations operations;

  @BeforeEach
  void open() throws IOException {
    ReadyDatabase.copyInto(dir);
    store = Stores.open(dir, new Config.Storage(null, null, 1), MasterKey.loadOrCreate(dir, null));
    journal = Journal.open(store, InstantSource.fixed(NOW));
    operations = new Operations(journal, view, InstantSource.fixed(NOW), new Random(3), LONG);
  }

  @AfterEach
  void close() {
    operations.close();
    journal.close();
    store.close();
  }

  static Work held(CountDownLatch until) {
    return _ -> {
      until.await();
      return null;
    };
  }

  static void waitFor(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault.EngineUnavailable("interrupted").asException();
    }
  }

  static List<Operation> open(Store store) {
    return store.read(OperationTable::open);
  }

  static ContainerId id(int number) {
    return new ContainerId("%032x".formatted(number));
  }

  static ContainerSpec spec(int number) {
    return new SpecDraft(id(number), "c" + number, "busybox", NOW).spec();
  }

  Order making(int number, Lane lane, Work work) {
    ContainerSpec spec = spec(number);
    Task task = operations.task(Status.CREATING, BY);
    view.reserve(spec, Admission.FREE, task);
    Operation operation = operations.draw(task, "createContainer", spec, BY);
    return new Order(operation, lane, work, Addendum.NONE, null);
  }

  /** Another attempt at a creation that has failed. */
  Order retrying(int number) {
    view.restore(spec(number), null, WHY);
    LiveContainer before = container(number);
    Task task = operations.task(Status.STARTING, BY);
    view.begin(id(number), "start", task, Set.of(Status.FAILED));
    return new Order(
        operations.draw(task, "startContainer", before, Terms.NONE, BY),
        Lane.WORK,
        _ -> null,
        Addendum.NONE,
        before);
  }

  LiveContainer container(int number) {
    return requireNonNull(view.find(id(number)));
  }
}
