package tianniu.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tianniu.audit.Entry.Chained;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.config.Secret;
import tianniu.fault.Fault;
import tianniu.fault.Fault.StoreProblem;
import tianniu.http.Deed;
import tianniu.keyring.MasterKey;
import tianniu.store.Store;

/** An audit on SQLite, as its file lies in a data directory; the clock is moved by hand. */
final class Book implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
  static final String KEY = "the-master-key-of-this-test";

  private final Path dataDir;
  private final Connection connection;
  private final Jdbi jdbi;
  private final Store store = new OneConnection();
  private final AtomicInteger writes = new AtomicInteger();
  private volatile @Nullable StoreProblem trouble;
  private boolean failsAfterCommit;
  private volatile Instant now = NOW;
  private @Nullable Scribe scribe;

  Book(Path dataDir) throws SQLException, IOException {
    this.dataDir = dataDir;
    connection = DriverManager.getConnection("jdbc:sqlite:" + dataDir.resolve("tianniu.db"));
    jdbi = Jdbi.create(new Lending(connection));
    try (InputStream sql = Book.class.getResourceAsStream("/db/migration/V2__audit.sql")) {
      String text =
          new String(java.util.Objects.requireNonNull(sql).readAllBytes(), StandardCharsets.UTF_8);
      sql(text);
    }
  }

  Store store() {
    return store;
  }

  MasterKey key() {
    try {
      return MasterKey.loadOrCreate(dataDir, new Secret(KEY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The scribe, whose housekeeping is called by hand. */
  Scribe scribe() {
    if (scribe == null) {
      scribe = Scribe.unattended(store, key(), this::now, this::now, 30);
    }
    return scribe;
  }

  /** Forgets what the server had in memory, as its end does. */
  Scribe restarted() {
    scribe = null;
    return scribe();
  }

  Instant now() {
    return now;
  }

  void goOn(java.time.Duration by) {
    now = now.plus(by);
  }

  void storeIsAway(boolean away) {
    storeHas(away ? StoreProblem.NO_ANSWER : null);
  }

  /** Null when all is well again. */
  void storeHas(@Nullable StoreProblem problem) {
    trouble = problem;
  }

  /** The next write is done, and its caller is told that it failed. */
  void failNextAfterCommit() {
    failsAfterCommit = true;
  }

  int writes() {
    return writes.get();
  }

  /** Some entries that differ. */
  void write(int count) {
    for (int i = 0; i < count; i++) {
      scribe().saw(List.of(deed("req-" + i, Scope.ALL, null)));
    }
  }

  static Deed deed(String requestId, Scope scope, Deed.@Nullable Target target) {
    return deed(requestId, scope, target, Deed.OK, 200);
  }

  static Deed deed(
      String requestId, Scope scope, Deed.@Nullable Target target, String outcome, int status) {
    Caller caller =
        new Caller(
            "key-1", "tester", Set.of(), scope, AllowLists.NONE, ResourceQuota.NONE, new Lease());
    return new Deed(
        requestId,
        "startContainer",
        "POST",
        "/api/v1/containers/{container_id}/start",
        caller,
        "192.0.2.7",
        target,
        outcome,
        status,
        Map.of());
  }

  List<Chained> entries() {
    return store.read(handle -> AuditTable.after(handle, 0, 1_000_000));
  }

  /** What somebody does to the database by hand. */
  void sql(String statements) {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.executeUpdate(statements);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** What {@code audit verify} says. */
  String verify() {
    return verify(KEY);
  }

  String verify(String masterKey) {
    StringWriter said = new StringWriter();
    try (PrintWriter out = new PrintWriter(said)) {
      Config.Storage storage = new Config.Storage(null, new Secret(masterKey), 30);
      boolean isWhole = AuditVerdict.tell(dataDir, storage, out);
      out.flush();
      return (isWhole ? "whole\n" : "broken\n") + said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Closing a handle leaves the connection open. */
  private record Lending(Connection connection) implements ConnectionFactory {
    @Override
    public Connection openConnection() {
      return connection;
    }

    @Override
    public void closeConnection(Connection lent) {}
  }

  /** Everything on one connection, one after the other. */
  private final class OneConnection implements Store {
    @Override
    public synchronized <T> T read(Work<T> work) {
      return inTransaction(work);
    }

    @Override
    public synchronized <T> T write(Work<T> work) {
      writes.incrementAndGet();
      T done = inTransaction(work);
      if (failsAfterCommit) {
        failsAfterCommit = false;
        throw new Fault.StoreUnavailable().asException();
      }
      return done;
    }

    private <T> T inTransaction(Work<T> work) {
      StoreProblem present = trouble;
      if (present != null) {
        throw new Fault.StoreUnavailable(present).asException();
      }
      return jdbi.withHandle(handle -> handle.inTransaction(work::with));
    }

    @Override
    public void close() {}
  }
}
