package tianniu.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tianniu.Snare;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.fault.FaultException;
import tianniu.live.StatusReason;
import tianniu.operation.Journal.Bounds;
import tianniu.operation.Operation.By;
import tianniu.operation.Operations.Lane;
import tianniu.store.BrokenStore;
import tianniu.store.Store;

/** What the journal does alike on both databases. */
abstract class JournalContract {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Terms TERMS =
      new Terms(Duration.ofSeconds(7), true, true, true, new EngineRef("f".repeat(64)), NOW);

  private Instant now = NOW;
  Store store;
  private Journal journal;

  /** A database of the newest schema with nothing in it. */
  abstract Store openStore() throws IOException;

  @BeforeEach
  final void open() throws IOException {
    store = openStore();
    journal = Journal.open(store, () -> now);
  }

  @AfterEach
  final void close() {
    journal.close();
    store.close();
  }

  private Journal again() {
    journal.close();
    journal = Journal.open(store, () -> now);
    return journal;
  }

  private static ContainerId container(int number) {
    return new ContainerId("%032x".formatted(number));
  }

  private Order order(int number, Map<String, String> labels, Addendum addendum) {
    Operation operation =
        new Operation(
            journal.nextSeq(),
            new OperationId("op-%032x".formatted(number)),
            "stopContainer",
            container(number % 10),
            "c" + number % 10,
            labels,
            TERMS,
            new By(new Scope(Map.of("team", "x")), "key-1", number % 2 == 0 ? "even" : null),
            now);
    return new Order(operation, Lane.WORK, _ -> null, addendum, null);
  }

  private Order order(int number) {
    return order(number, Map.of("n", "" + number), Addendum.NONE);
  }

  private Order accepted(int number) {
    return acceptedAs(order(number));
  }

  private Order acceptedAs(Order order) {
    journal.accepted(List.of(order));
    return order;
  }

  private void ended(Order order, Outcome outcome) {
    journal.ended(new End(order.operation(), outcome, NOW, now, order.addendum().ended(outcome)));
  }

  private List<OperationId> ids(Criteria criteria) {
    return journal.page(criteria, 1000, 0).entries().stream()
        .map(entry -> entry.operation().id())
        .toList();
  }

  private static Criteria all() {
    return new Criteria(Scope.ALL, null, null);
  }

  @Test
  void accepted_operation_readsBackTheSameInTheNextProcess() {
    Order order = accepted(1);

    assertThat(again().unfinished()).containsExactly(order.operation());
    assertThat(journal.nextSeq()).isGreaterThan(order.operation().seq());
  }

  @Test
  void ended_operations_areFinishedInTheNextProcess() {
    ended(accepted(1), new Outcome.Succeeded());
    ended(accepted(2), new Outcome.Failed(new StatusReason("X", "with a \0 in it")));
    ended(accepted(3), new Outcome.Cancelled());

    assertThat(again().unfinished()).isEmpty();
    assertThat(journal.page(all(), 10, 0).entries())
        .extracting(Entry::state)
        .containsExactly(State.CANCELLED, State.FAILED, State.SUCCEEDED);
    assertThat(journal.find(new OperationId("op-%032x".formatted(2))).orElseThrow().why())
        .isEqualTo(new StatusReason("X", "with a  in it"));
  }

  @Test
  void accepted_next_writesEndsThatWait() {
    ended(accepted(1), new Outcome.Succeeded());
    accepted(2);

    assertThat(store.read(OperationTable::open)).hasSize(1);
  }

  @Test
  void ended_addendum_isDoneOnce() {
    List<String> done = new ArrayList<>();
    Addendum counting =
        new Addendum() {
          @Override
          public void accepted(Handle handle) {
            done.add("accepted");
          }

          @Override
          public Store.Work<?> ended(Outcome outcome) {
            return _ -> done.add(outcome.state().word());
          }

          @Override
          public void refused(Handle handle) {
            done.add("refused");
          }
        };
    Order order = order(1, Map.of(), counting);
    journal.accepted(List.of(order));
    ended(order, new Outcome.Succeeded());
    again();
    ended(order, new Outcome.Cancelled());
    again();

    assertThat(done).containsExactly("accepted", "succeeded");
    assertThat(journal.find(order.operation().id()).orElseThrow().state())
        .isEqualTo(State.SUCCEEDED);
  }

  @Test
  void byCause_refusedSinceTheStoreBroke_isLeftOut() {
    journal.close();
    BrokenStore broken = new BrokenStore(store);
    journal = Journal.open(broken, () -> now);
    Order kept = accepted(2);
    Order refused = order(4);
    broken.breakAfterNextCommit();
    assertThatThrownBy(() -> journal.accepted(List.of(refused))).isInstanceOf(FaultException.class);
    assertThat(store.read(OperationTable::open)).hasSize(2);

    assertThat(journal.byCause("even"))
        .extracting(entry -> entry.operation().id())
        .containsExactly(kept.operation().id());
    broken.mend();
    until(() -> store.read(OperationTable::open).size() == 1);
    assertThat(journal.byCause("even")).hasSize(1);
  }

  @Test
  void accepted_oneOfSeveralFails_noneIsThere() {
    Order first = accepted(1);
    Order second = order(2);

    assertThatThrownBy(() -> journal.accepted(List.of(second, first)))
        .isNotInstanceOf(FaultException.class);

    assertThat(journal.find(second.operation().id())).isEmpty();
  }

  @Test
  void ended_writeMeetsAnError_theOthersAndTheNextAreWritten() {
    Snare snare = new Snare();
    Order broken = order(1, Map.of(), Addendum.NONE);
    Order other = order(2);
    journal.accepted(List.of(broken, other));
    journal.ended(
        new End(
            broken.operation(),
            new Outcome.Succeeded(),
            NOW,
            now,
            _ -> {
              snare.pass();
              return 0;
            }));
    snare.lay("store-writer");
    ended(other, new Outcome.Succeeded());
    until(() -> store.read(OperationTable::open).isEmpty());

    ended(accepted(3), new Outcome.Succeeded());
    until(() -> store.read(OperationTable::open).isEmpty());
    assertThat(again().unfinished()).isEmpty();
  }

  @Test
  void trim_meetsAnError_endsAreWrittenAndTheNextTrimIsDone() {
    Snare snare = new Snare();
    journal.close();
    snare.lay("journal-writer");
    journal =
        Journal.open(
            store,
            () -> {
              snare.pass();
              return now;
            },
            new Bounds(Duration.ofDays(7), 20, Long.MAX_VALUE));
    until(() -> !snare.isLaid());

    for (int i = 0; i < 50; i++) {
      ended(accepted(i), new Outcome.Succeeded());
    }
    until(() -> store.read(OperationTable::open).isEmpty());
    ended(accepted(50), new Outcome.Succeeded());
    until(() -> store.read(handle -> OperationTable.page(handle, all(), 1, 0)).total() <= 21);
  }

  @Test
  void page_criteria_choose() {
    for (int i = 0; i < 30; i++) {
      accepted(i);
    }
    Criteria ofOne = new Criteria(Scope.ALL, container(3), null);

    assertThat(ids(ofOne)).extracting(OperationId::value).containsExactly(id(23), id(13), id(3));
    assertThat(journal.page(all(), 5, 10).total()).isEqualTo(30);
    assertThat(journal.page(all(), 5, 10).entries())
        .extracting(entry -> entry.operation().id().value())
        .containsExactly(id(19), id(18), id(17), id(16), id(15));
    assertThat(ids(new Criteria(Scope.ALL, null, State.FAILED))).isEmpty();
    assertThat(journal.byCause("even")).hasSize(15);
  }

  private static String id(int number) {
    return "op-%032x".formatted(number);
  }

  @Test
  void page_scope_seesItsLabelsAlone() {
    journal.accepted(
        List.of(
            order(1, Map.of("a", "1", "team", "backend"), Addendum.NONE),
            order(2, Map.of("team", "Backend"), Addendum.NONE),
            order(3, Map.of("a\"team", "backend"), Addendum.NONE),
            order(4, Map.of("x", "\",\"team\":\"backend"), Addendum.NONE),
            order(5, Map.of("team", "backend", "z", "2"), Addendum.NONE)));
    Scope backend = new Scope(Map.of("team", "backend"));

    assertThat(ids(new Criteria(backend, null, null)))
        .extracting(OperationId::value)
        .containsExactly(id(5), id(1));
    assertThat(journal.container("c1", backend)).contains(container(1));
    assertThat(journal.container(container(2).value(), backend)).isEmpty();
    assertThat(journal.container("c2", Scope.ALL)).contains(container(2));
  }

  @Test
  void trim_oldAndMany_areDroppedButNotWhatIsOpen() {
    journal.close();
    Bounds bounds = new Bounds(Duration.ofDays(7), 20, Long.MAX_VALUE);
    journal = Journal.open(store, () -> now, bounds);
    Order open = accepted(100);
    List<Order> many = IntStream.range(0, 50).mapToObj(this::order).toList();
    journal.accepted(many);
    many.forEach(order -> ended(order, new Outcome.Succeeded()));
    journal.close();

    journal = Journal.open(store, () -> now, bounds);
    until(() -> store.read(handle -> OperationTable.page(handle, all(), 1, 0)).total() == 21);
    assertThat(ids(all())).contains(open.operation().id()).hasSize(21);

    journal.close();
    now = NOW.plus(Duration.ofDays(8));
    journal = Journal.open(store, () -> now, bounds);
    until(() -> store.read(handle -> OperationTable.page(handle, all(), 1, 0)).total() == 1);
    assertThat(again().unfinished()).containsExactly(open.operation());
  }

  @Test
  void trim_tooMuchTogether_dropsTheOldest() {
    journal.close();
    journal = Journal.open(store, () -> now, new Bounds(Duration.ofDays(7), 100, 600_000));
    for (int i = 0; i < 30; i++) {
      ended(
          acceptedAs(order(i, Map.of("n", "x".repeat(50_000)), Addendum.NONE)),
          new Outcome.Succeeded());
    }
    // Ends go behind, and the trim follows them.
    until(() -> store.read(handle -> OperationTable.page(handle, all(), 1, 0)).total() <= 12);

    assertThat(ids(all())).first().extracting(OperationId::value).isEqualTo(id(29));
  }

  @Test
  void accepted_withMoreLabelsThanAreNoted_keepsTheShortest() {
    Map<String, String> labels = Map.of("team", "x", "huge", "y".repeat(100_000), "app", "web");
    Order order = acceptedAs(order(1, labels, Addendum.NONE));

    assertThat(again().unfinished()).containsExactly(order.operation());
    assertThat(order.operation().labels()).isEqualTo(Map.of("team", "x", "app", "web"));
  }
}
