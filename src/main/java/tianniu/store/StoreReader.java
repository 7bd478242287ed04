package tianniu.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import tianniu.config.Config;
import tianniu.config.Secret;

/**
 * Looks at a database that may belong to a running server, or be a copy of one: nothing is made,
 * migrated or written.
 */
public final class StoreReader {
  private static final int PATIENCE_MILLIS = 5_000;

  private StoreReader() {}

  /**
   * Reads the database as it is at one moment.
   *
   * @throws IOException in one sentence, when it cannot be read
   */
  public static <T> T read(Path dataDir, Config.Storage storage, Store.Work<T> work)
      throws IOException {
    Secret url = storage.databaseUrl();
    Path file = SqliteFile.in(dataDir).path();
    if (url == null && !Files.isRegularFile(file)) {
      throw new IOException("There is no database " + file + ".");
    }
    String where = url == null ? file.toString() : DatabaseAddress.of(url).where();
    try (HeldConnection connection =
        HeldConnection.of(url == null ? sqlite(file) : postgres(DatabaseAddress.of(url)))) {
      return connection.with(work);
    } catch (SQLException | JdbiException e) {
      throw new IOException(
          "The database " + where + " cannot be read (" + Outage.reason(e) + ").", e);
    }
  }

  private static Connection sqlite(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(PATIENCE_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static Connection postgres(DatabaseAddress address) throws SQLException {
    Connection connection = address.dataSource().getConnection();
    try {
      connection.setReadOnly(true);
      // What is read in one transaction is then of one moment.
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
