package tianniu.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
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
    Path file = dataDir.resolve("tianniu.db");
    if (url == null && !Files.isRegularFile(file)) {
      throw new IOException("There is no database " + file + ".");
    }
    try (Connection connection = url == null ? sqlite(file) : postgres(url.reveal())) {
      connection.setAutoCommit(false);
      try (Handle handle = Jdbi.create(() -> connection).open()) {
        return work.with(handle);
      }
    } catch (SQLException | JdbiException e) {
      String where = url == null ? "database " + file : "PostgreSQL database";
      throw new IOException("The " + where + " cannot be read (" + reason(e) + ").", e);
    }
  }

  private static Connection sqlite(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(PATIENCE_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static Connection postgres(String given) throws SQLException {
    URI uri = URI.create(given);
    Properties login = new Properties();
    String[] user =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    String[] names = {"user", "password"};
    for (int i = 0; i < user.length; i++) {
      // A plus sign is itself in this part of a URL.
      login.setProperty(names[i], URLDecoder.decode(user[i].replace("+", "%2B"), UTF_8));
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String server = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://" + server + uri.getRawPath() + query, login);
    try {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static String reason(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).replaceAll("\\s+", " ").strip();
  }
}
