package tianniu.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is kept, with a fresh handle on it for each piece of work: what one piece
 * configures on its handle is not there for the next. It does not commit by itself.
 */
final class HeldConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldConnection.class);

  private final Connection connection;
  private final Jdbi jdbi;

  private HeldConnection(Connection connection) {
    this.connection = connection;
    this.jdbi = plain(Jdbi.create(new Lending(connection)));
  }

  /** Holds the connection; closes it when it cannot be used. */
  static HeldConnection of(Connection connection) throws SQLException {
    HeldConnection held = new HeldConnection(connection);
    try {
      connection.setAutoCommit(false);
      return held;
    } catch (SQLException e) {
      held.close();
      throw e;
    }
  }

  /**
   * Makes it ours: its messages would show the values of a statement, in the log of all places, and
   * it would look for templates in statements that are none.
   */
  static Jdbi plain(Jdbi jdbi) {
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    jdbi.getConfig(SqlStatements.class)
        .setTemplateEngine(TemplateEngine.NOP)
        .setSqlParser(SqlParameters.PARSER);
    return jdbi;
  }

  <T> T with(Store.Work<T> work) {
    try (Handle handle = jdbi.open()) {
      return work.with(handle);
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  boolean isAlive(int seconds) throws SQLException {
    if (!connection.isValid(seconds)) {
      return false;
    }
    connection.rollback();
    return true;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It was broken; the next one tells what is wrong.
      LOG.debug("a connection did not close", e);
    }
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
}
