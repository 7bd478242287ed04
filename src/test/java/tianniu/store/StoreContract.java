package tianniu.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.config.Config;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.keyring.MasterKey;

/** What both databases do alike. */
abstract class StoreContract {
  static final Fault UNAVAILABLE = new Fault.StoreUnavailable();
  private static final String COUNT = "SELECT count(*) FROM seen";
  private static final int WRITERS = 16;
  private static final int WRITES_EACH = 25;

  @TempDir Path dataDir;
  private final List<Store> opened = new ArrayList<>();

  /** Where the state of one test is kept. */
  abstract Config.Storage storage();

  /** As a sentence names the database. */
  abstract String where();

  /** Before the first opening. */
  void makeDatabase() {}

  @BeforeEach
  final void makeTable() throws IOException {
    makeDatabase();
    open().write(h -> h.execute("CREATE TABLE seen (id BIGINT PRIMARY KEY, word TEXT)"));
  }

  @AfterEach
  final void closeAll() {
    opened.forEach(Store::close);
    opened.clear();
  }

  final Store open() throws IOException {
    closeAll();
    return alsoOpen(dataDir);
  }

  final Store alsoOpen(Path keyDir) throws IOException {
    Store store = Stores.open(dataDir, storage(), MasterKey.loadOrCreate(keyDir, null));
    opened.add(store);
    return store;
  }

  final Store store() {
    return opened.getLast();
  }

  static int insert(Store store, long id) {
    return store.write(h -> h.execute("INSERT INTO seen (id, word) VALUES (?, ?)", id, "w" + id));
  }

  static List<Long> ids(Store store) {
    return store.read(h -> h.select("SELECT id FROM seen ORDER BY id").mapTo(Long.class).list());
  }

  static Fault faultOf(Callable<?> call) {
    try {
      call.call();
    } catch (FaultException e) {
      return e.fault();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("it went well");
  }

  @Test
  void write_done_isReadAtOnce() {
    insert(store(), 1);
    assertThat(ids(store())).containsExactly(1L);
  }

  @Test
  void write_done_isThereAfterReopening() throws IOException {
    insert(store(), 1);
    assertThat(ids(open())).containsExactly(1L);
  }

  @Test
  void write_work_answersWhatItAnswers() {
    assertThat(store().write(h -> List.of("a", 2)).getLast()).isEqualTo(2);
  }

  @Test
  void write_throws_leavesNothingAndReachesItsCaller() {
    RuntimeException own = new IllegalArgumentException("mine");
    assertThatThrownBy(
            () ->
                store()
                    .write(
                        h -> {
                          h.execute("INSERT INTO seen (id) VALUES (1)");
                          throw own;
                        }))
        .isSameAs(own);
    assertThat(ids(store())).isEmpty();
  }

  @Test
  void write_fault_reachesItsCallerAsItIs() {
    Fault fault = new Fault.Exists(Fault.Kind.KEY, "k");
    assertThat(
            faultOf(
                () ->
                    store()
                        .write(
                            h -> {
                              throw fault.asException();
                            })))
        .isEqualTo(fault);
  }

  @Test
  void write_sameIdTwice_failsAloneAndShowsNoValue() {
    insert(store(), 1);
    assertThatThrownBy(() -> insert(store(), 1))
        .isNotInstanceOf(FaultException.class)
        .hasMessageNotContaining("w1");
    insert(store(), 2);
    assertThat(ids(store())).containsExactly(1L, 2L);
  }

  @Test
  void write_errorSwallowedByTheWork_neverHarmsTheNext() {
    insert(store(), 1);
    try {
      store()
          .write(
              h -> {
                try {
                  return h.execute("INSERT INTO seen (id) VALUES (1)");
                } catch (RuntimeException _) {
                  return 0;
                }
              });
    } catch (RuntimeException _) {
      // PostgreSQL does not go on in such a transaction; SQLite does.
    }
    insert(store(), 2);
    assertThat(ids(store())).containsExactly(1L, 2L);
  }

  @Test
  void write_manyAtOnceWithFailingOnes_allOthersAreDurable() throws Exception {
    List<Long> expected = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        long first = writer * 1000L;
        boolean fails = writer == 7;
        writers.add(threads.submit(() -> writeMany(first, fails)));
        if (!fails) {
          IntStream.range(0, WRITES_EACH).forEach(i -> expected.add(first + i));
        }
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(ids(store())).isEqualTo(expected);
    assertThat(ids(open())).isEqualTo(expected);
  }

  private void writeMany(long first, boolean fails) {
    for (int i = 0; i < WRITES_EACH; i++) {
      long id = first + i;
      if (fails) {
        assertThatThrownBy(
                () ->
                    store()
                        .write(
                            h -> {
                              h.execute("INSERT INTO seen (id) VALUES (?)", id);
                              throw new IllegalStateException("not this one");
                            }))
            .hasMessage("not this one");
      } else {
        insert(store(), id);
      }
    }
  }

  @Test
  void write_checkAndThenWrite_cannotBeRaced() throws Exception {
    int limit = 10;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> tries = new ArrayList<>();
      for (long id = 0; id < 64; id++) {
        long mine = id;
        tries.add(threads.submit(() -> takeOneOf(limit, mine)));
      }
      int accepted = 0;
      for (Future<Boolean> one : tries) {
        accepted += one.get() ? 1 : 0;
      }
      assertThat(accepted).isEqualTo(limit);
    }
    assertThat(ids(store())).hasSize(limit);
  }

  private boolean takeOneOf(int limit, long id) {
    return store()
        .write(
            h -> {
              long taken = h.select("SELECT count(*) FROM seen").mapTo(Long.class).one();
              return taken < limit && h.execute("INSERT INTO seen (id) VALUES (?)", id) == 1;
            });
  }

  @Test
  void write_withinAWrite_isRefusedInsteadOfWaitingForItself() {
    assertThatThrownBy(() -> store().write(h -> insert(store(), 1)))
        .isInstanceOf(IllegalStateException.class);
    insert(store(), 2);
    assertThat(ids(store())).containsExactly(2L);
  }

  @Test
  void write_callerInterrupted_stillKnowsHowItEnded() {
    Thread.currentThread().interrupt();
    assertThat(insert(store(), 1)).isOne();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void write_handleConfiguredByOne_isFreshForTheNext() {
    store().write(h -> h.define("leftover", "x"));
    assertThat(
            store()
                .<Boolean>write(
                    h -> h.getConfig(SqlStatements.class).getAttributes().containsKey("leftover")))
        .isFalse();
  }

  @Test
  void write_transactionInTheWork_isTheOneThatIsThere() {
    store().write(h -> h.inTransaction(t -> t.execute("INSERT INTO seen (id) VALUES (1)")));
    assertThat(ids(store())).containsExactly(1L);
  }

  @Test
  void read_work_seesOneMomentThroughout() throws Exception {
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    insert(store(), 1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Long>> counts =
          threads.submit(
              () ->
                  store()
                      .read(
                          h -> {
                            long before = h.select(COUNT).mapTo(Long.class).one();
                            looked.countDown();
                            Uninterrupted.await(written);
                            return List.of(before, h.select(COUNT).mapTo(Long.class).one());
                          }));
      looked.await();
      insert(store(), 2);
      written.countDown();
      assertThat(counts.get()).containsExactly(1L, 1L);
    }
    assertThat(ids(store())).containsExactly(1L, 2L);
  }

  @Test
  void read_thatWrites_isRefused() {
    assertThatThrownBy(() -> store().read(h -> h.execute("INSERT INTO seen (id) VALUES (1)")));
    assertThat(ids(store())).isEmpty();
    insert(store(), 2);
  }

  @Test
  void read_throws_reachesItsCaller() {
    RuntimeException own = new IllegalArgumentException("mine");
    assertThatThrownBy(
            () ->
                store()
                    .read(
                        h -> {
                          throw own;
                        }))
        .isSameAs(own);
  }

  @Test
  void close_whileMoreComes_eachIsEitherDoneOrRefused() throws Exception {
    AtomicReference<Store> store = new AtomicReference<>(store());
    CountDownLatch started = new CountDownLatch(WRITERS);
    List<Long> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        long first = writer * 1_000_000L;
        writers.add(threads.submit(() -> writeUntilRefused(store.get(), first, started)));
      }
      started.await();
      store.get().close();
      for (Future<List<Long>> writer : writers) {
        done.addAll(writer.get());
      }
    }
    assertThat(faultOf(() -> ids(store.get()))).isEqualTo(UNAVAILABLE);
    assertThat(ids(open())).containsExactlyInAnyOrderElementsOf(done);
  }

  private static List<Long> writeUntilRefused(Store store, long first, CountDownLatch started) {
    List<Long> done = new ArrayList<>();
    for (long id = first; ; id++) {
      try {
        insert(store, id);
        done.add(id);
      } catch (FaultException e) {
        assertThat(e.fault()).isEqualTo(UNAVAILABLE);
        return done;
      } finally {
        started.countDown();
      }
    }
  }

  @Test
  void open_newestSchemaThere_looksAtNothingElse() throws IOException {
    // The schema's library would refuse a history whose checksums are not those of its files.
    store().write(h -> h.execute("UPDATE flyway_schema_history SET checksum = 1"));
    assertThat(ids(open())).isEmpty();
  }

  @Test
  void open_schemaOfANewerProgram_isRefused() {
    store()
        .write(
            h ->
                h.execute(
                    "INSERT INTO flyway_schema_history (installed_rank, version, description, type,"
                        + " script, installed_by, execution_time, success) SELECT 999, '999', 'x',"
                        + " 'SQL', 'V999__x.sql', 'x', 0, success FROM flyway_schema_history WHERE"
                        + " version = '0.1'"));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The database %s was written by a newer version of this program (its schema has version"
                    .formatted(where())
                + " 999, which this one does not know): run the newer version, or restore the"
                + " backup made before it.");
  }

  @Test
  void open_otherMasterKey_isRefusedAndChangesNothing() throws IOException {
    insert(store(), 1);
    closeAll();
    assertThatThrownBy(() -> alsoOpen(dataDir.resolve("other")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("The master key is not the one that the database " + where());
    assertThat(ids(open())).containsExactly(1L);
  }

  @Test
  void write_anyWord_comesBackAsItWas() {
    String word = "天牛 ' \" \\ \n end";
    store().write(h -> h.execute("INSERT INTO seen (id, word) VALUES (?, ?)", 1, word));
    String back = store().read(h -> h.select("SELECT word FROM seen").mapTo(String.class).one());
    assertThat(back).isEqualTo(word);
  }
}
