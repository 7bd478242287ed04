package tianniu.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import tianniu.config.Secret;
import tianniu.keyring.MasterKey;

/**
 * The database on a server of its own. The connection that writes holds the lock that keeps a
 * second server out: what it commits, it commits as the only one.
 */
final class PostgresStore implements Store {
  private static final Map<String, String> WORDS =
      Map.of("blob", "BYTEA", "text", "TEXT COLLATE \"C\"");
  private static final int READERS = 8;
  private static final Duration WAIT_FOR_READER = Duration.ofSeconds(3);

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Outage outage = new Outage("read");
  private final WriteLine writer;

  private PostgresStore(HikariDataSource pool, WriteLine writer) {
    this.pool = pool;
    this.jdbi = HeldConnection.plain(Jdbi.create(pool));
    this.writer = writer;
  }

  /**
   * Connects, and takes the database for this server alone.
   *
   * @throws IOException in one sentence, when it cannot be used; nothing in it is changed then
   */
  static PostgresStore open(Secret url, MasterKey key) throws IOException {
    DatabaseAddress address = DatabaseAddress.of(url);
    DataSource source = address.dataSource();
    HeldConnection first = connect(address, source);
    try {
      new Schema(address.where(), source, WORDS).bringUpToDate(first);
      KeyCheck.check(first, address.where(), key);
      return new PostgresStore(
          pool(source), new WriteLine(() -> SoleWriter.connect(source), first));
    } catch (SQLException | JdbiException e) {
      first.close();
      throw refused(address, e);
    } catch (IOException | RuntimeException | Error e) {
      first.close();
      throw e;
    }
  }

  private static HeldConnection connect(DatabaseAddress address, DataSource source)
      throws IOException {
    try {
      return SoleWriter.connect(source);
    } catch (SQLException e) {
      throw refused(address, e);
    }
  }

  @Override
  public <T> T read(Work<T> work) {
    try {
      T read = jdbi.withHandle(work::with);
      outage.over();
      return read;
    } catch (RuntimeException e) {
      throw Outage.isBehind(e) ? outage.hit(e) : e;
    }
  }

  @Override
  public <T> T write(Work<T> work) {
    return writer.write(work);
  }

  @Override
  public void close() {
    pool.close();
    writer.close();
  }

  private static HikariDataSource pool(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store-readers");
    config.setDataSource(source);
    config.setMaximumPoolSize(READERS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_FOR_READER.toMillis());
    // The first connection has shown that the database answers; these come when they are asked for.
    config.setInitializationFailTimeout(-1);
    config.setReadOnly(true);
    // One moment for all that one piece of work reads.
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    return new HikariDataSource(config);
  }

  private static IOException refused(DatabaseAddress address, Exception e) {
    if (SoleWriter.isTaken(e)) {
      return new IOException("Another server runs with the database " + address + ".", e);
    }
    return new IOException(
        "The database " + address + " cannot be used: " + Outage.reason(e) + ".", e);
  }
}
