package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tianniu.config.Config;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.engine.memory.MemoryEngine;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.keyring.MasterKey;
import tianniu.live.Status;
import tianniu.store.ReadyDatabase;
import tianniu.store.Store;
import tianniu.store.Stores;

/** Any sequence of actions, ours and others', leads where the table of states says. */
// Set before the first property, which the checker does not know of jqwik.
@SuppressWarnings("NullAway.Init")
class StatesPropertyTest {
  /** What may happen; the last four behind our back. */
  enum Step {
    START,
    STOP,
    RESTART,
    PAUSE,
    UNPAUSE,
    DELETE,
    DELETE_FORCED,
    OTHERS_START,
    OTHERS_STOP,
    OTHERS_PAUSE,
    OTHERS_UNPAUSE
  }

  /** The contract's table: in which statuses a step may be taken, and where it leads. */
  private record Rule(Set<Status> allowed, Status after) {}

  private static final Map<Step, Rule> TABLE = new EnumMap<>(Step.class);

  static {
    TABLE.put(Step.START, new Rule(Set.of(Status.STOPPED, Status.FAILED), Status.RUNNING));
    TABLE.put(Step.STOP, new Rule(Set.of(Status.RUNNING, Status.PAUSED), Status.STOPPED));
    TABLE.put(
        Step.RESTART,
        new Rule(Set.of(Status.RUNNING, Status.PAUSED, Status.STOPPED), Status.RUNNING));
    TABLE.put(Step.PAUSE, new Rule(Set.of(Status.RUNNING), Status.PAUSED));
    TABLE.put(Step.UNPAUSE, new Rule(Set.of(Status.PAUSED), Status.RUNNING));
    TABLE.put(Step.DELETE, new Rule(Set.of(Status.STOPPED, Status.FAILED), Status.DELETED));
    TABLE.put(
        Step.DELETE_FORCED,
        new Rule(
            Set.of(Status.STOPPED, Status.FAILED, Status.RUNNING, Status.PAUSED), Status.DELETED));
    TABLE.put(Step.OTHERS_START, new Rule(Set.of(Status.STOPPED), Status.RUNNING));
    TABLE.put(Step.OTHERS_STOP, new Rule(Set.of(Status.RUNNING), Status.STOPPED));
    TABLE.put(Step.OTHERS_PAUSE, new Rule(Set.of(Status.RUNNING), Status.PAUSED));
    TABLE.put(Step.OTHERS_UNPAUSE, new Rule(Set.of(Status.PAUSED), Status.RUNNING));
  }

  private static Path directory;
  private static Store store;
  private static MemoryEngine engine;
  private static Yard yard;
  private static int made;

  @BeforeContainer
  static void open() throws IOException {
    directory = Files.createTempDirectory("tianniu-states-");
    ReadyDatabase.copyInto(directory);
    store =
        Stores.open(
            directory, new Config.Storage(null, null, 30), MasterKey.loadOrCreate(directory, null));
    engine = Yard.engine();
    yard = new Yard(engine, store);
  }

  @AfterContainer
  static void close() throws Exception {
    yard.close();
    engine.close();
    store.close();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 60)
  void steps_anySequence_leadWhereTheTableSays(@ForAll @Size(max = 12) List<Step> steps) {
    ContainerId id = yard.running(Yard.ADMIN, Yard.body("state-" + ++made, ""));
    EngineRef ref = java.util.Objects.requireNonNull(yard.view.get(id.value()).ref());
    Status now = Status.RUNNING;
    for (Step step : steps) {
      Rule rule = java.util.Objects.requireNonNull(TABLE.get(step));
      boolean allowed = rule.allowed().contains(now);
      if (step.compareTo(Step.OTHERS_START) >= 0) {
        if (allowed) {
          behindOurBack(step, ref);
          now = rule.after();
          Status expected = now;
          until(() -> yard.status(id) == expected);
        }
      } else if (allowed) {
        act(step, id);
        now = rule.after();
      } else {
        assertRefused(step, id, now, rule);
      }
      assertThat(yard.status(id)).as("after %s in %s", step, steps).isEqualTo(now);
    }
    if (now != Status.DELETED) {
      act(Step.DELETE_FORCED, id);
    }
  }

  private static void assertRefused(Step step, ContainerId id, Status now, Rule rule) {
    try {
      act(step, id);
      throw new AssertionError(step + " was accepted in " + now);
    } catch (FaultException e) {
      if (now == Status.DELETED) {
        assertThat(e.fault()).isEqualTo(new Fault.NoSuchContainer(id.value()));
      } else {
        Fault.WrongState fault = (Fault.WrongState) e.fault();
        assertThat(fault.status()).isEqualTo(now.word());
        assertThat(fault.allowed())
            .isEqualTo(EnumSet.copyOf(rule.allowed()).stream().map(Status::word).toList());
      }
    }
  }

  private static void act(Step step, ContainerId id) {
    switch (step) {
      case START -> change(Action.START, id);
      case STOP -> change(Action.STOP, id);
      case RESTART -> change(Action.RESTART, id);
      case PAUSE -> change(Action.PAUSE, id);
      case UNPAUSE -> change(Action.UNPAUSE, id);
      case DELETE -> delete(id, false);
      case DELETE_FORCED -> delete(id, true);
      case OTHERS_START, OTHERS_STOP, OTHERS_PAUSE, OTHERS_UNPAUSE ->
          throw new IllegalArgumentException("others' affair: " + step);
    }
  }

  private static void change(Action action, ContainerId id) {
    yard.containers.change(Yard.ADMIN, action, id.value(), Options.stopping(1), Yard.LONG, null);
  }

  private static void delete(ContainerId id, boolean force) {
    Options options = Options.deleting(force, false);
    yard.containers.change(Yard.ADMIN, Action.DELETE, id.value(), options, Yard.LONG, null);
  }

  private static void behindOurBack(Step step, EngineRef ref) {
    switch (step) {
      case OTHERS_START -> engine.containers().start(ref);
      case OTHERS_STOP -> engine.containers().stop(ref, Duration.ofSeconds(1));
      case OTHERS_PAUSE -> engine.containers().pause(ref);
      case OTHERS_UNPAUSE -> engine.containers().unpause(ref);
      case START, STOP, RESTART, PAUSE, UNPAUSE, DELETE, DELETE_FORCED ->
          throw new IllegalArgumentException("our own affair: " + step);
    }
  }
}
