package tianniu.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Connections to PostgreSQL that may write: each holds the lock of the one server. The lock goes
 * with the connection, so that who has lost it can commit nothing.
 */
final class SoleWriter {
  /** Of the lock: the letters of "tianniu" as a number. One database has one. */
  private static final long LOCK = 0x7469616e6e6975L;

  /** PostgreSQL's code for a lock that was not got in time. */
  private static final String LOCK_NOT_GOT = "55P03";

  private SoleWriter() {}

  /**
   * Waits a little for a server that has just ended, since its connection may live a moment longer.
   *
   * @throws SQLException when it cannot be had; {@link #isTaken} says whether another has it
   */
  static HeldConnection connect(DataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      take(statement);
      // Durable when it returns, also where the server's default is another; a stronger one stays.
      statement.execute(
          "SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') IN ('off', 'local')");
      return HeldConnection.of(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void take(Statement statement) throws SQLException {
    // Where the network is cut, the other side notices within half a minute and frees the lock; its
    // own default is two hours.
    statement.execute("SET tcp_keepalives_idle = 10");
    statement.execute("SET tcp_keepalives_interval = 5");
    statement.execute("SET tcp_keepalives_count = 4");
    statement.execute("SET lock_timeout = '3s'");
    try {
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
    } catch (SQLException e) {
      if (!isTaken(e)) {
        throw e;
      }
      throw new SQLException("another server runs with it", LOCK_NOT_GOT, e);
    }
    statement.execute("RESET lock_timeout");
  }

  /** Whether another server holds the database. */
  static boolean isTaken(Exception refusal) {
    return refusal instanceof SQLException sql && LOCK_NOT_GOT.equals(sql.getSQLState());
  }
}
