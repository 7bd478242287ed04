package tianniu.store;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.CloseException;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * Whether one way to the database works, told in the log when that changes and not at each call.
 */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final String what;
  private final AtomicBoolean lasting = new AtomicBoolean();

  /**
   * @param what cannot be done in it: "read" or "written"
   */
  Outage(String what) {
    this.what = what;
  }

  /** The fault for a caller whom it has hit. */
  FaultException hit(Throwable cause) {
    if (lasting.compareAndSet(false, true)) {
      LOG.error("the database cannot be {}: {}", what, reason(cause));
      LOG.debug("the database cannot be {}", what, cause);
    }
    return new FaultException(new Fault.StoreUnavailable(problem(cause)), cause);
  }

  /** What to tell the caller: the rest is for the log. */
  static Fault.StoreProblem problem(Throwable thrown) {
    SQLException cause = sqlCause(thrown);
    if (cause instanceof SQLiteException sqlite) {
      int kind = sqlite.getResultCode().code & 0xff;
      if (kind == SQLiteErrorCode.SQLITE_FULL.code) {
        return Fault.StoreProblem.DISK_FULL;
      }
      if (kind == SQLiteErrorCode.SQLITE_READONLY.code) {
        return Fault.StoreProblem.READ_ONLY;
      }
      return kind == SQLiteErrorCode.SQLITE_CORRUPT.code
              || kind == SQLiteErrorCode.SQLITE_NOTADB.code
          ? Fault.StoreProblem.DAMAGED
          : Fault.StoreProblem.NO_ANSWER;
    }
    String state = cause == null ? null : cause.getSQLState();
    // By PostgreSQL's Appendix A: disk_full, read_only_sql_transaction.
    return "53100".equals(state)
        ? Fault.StoreProblem.DISK_FULL
        : "25006".equals(state) ? Fault.StoreProblem.READ_ONLY : Fault.StoreProblem.NO_ANSWER;
  }

  void over() {
    if (lasting.get() && lasting.compareAndSet(true, false)) {
      LOG.info("the database can be {} again", what);
    }
  }

  /** Whether it is the database that fails, and not what was asked of it. */
  static boolean isBehind(Throwable thrown) {
    if (thrown instanceof ConnectionException || thrown instanceof CloseException) {
      return true;
    }
    SQLException cause = sqlCause(thrown);
    if (cause instanceof SQLiteException sqlite) {
      return isSqliteOutage(sqlite.getResultCode());
    }
    String state = cause == null ? null : cause.getSQLState();
    return state != null && isStateOfOutage(state);
  }

  /** The database's own words, which unlike JDBI's never show what was to be stored. */
  static String reason(Throwable thrown) {
    SQLException cause = sqlCause(thrown);
    String said = cause == null ? thrown.getMessage() : cause.getMessage();
    return String.valueOf(said).replaceAll("\\s+", " ").strip();
  }

  /** The one that a pool or a driver may have wrapped in its own; null when there is none. */
  private static @Nullable SQLException sqlCause(Throwable thrown) {
    SQLException found = null;
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && (found == null || sql.getSQLState() != null)) {
        found = sql;
      }
    }
    return found;
  }

  /** The lower byte of SQLite's extended codes says the kind. */
  private static boolean isSqliteOutage(SQLiteErrorCode code) {
    int kind = code.code & 0xff;
    return kind == SQLiteErrorCode.SQLITE_PERM.code
        || kind == SQLiteErrorCode.SQLITE_BUSY.code
        || kind == SQLiteErrorCode.SQLITE_LOCKED.code
        || kind == SQLiteErrorCode.SQLITE_NOMEM.code
        || kind == SQLiteErrorCode.SQLITE_READONLY.code
        || kind == SQLiteErrorCode.SQLITE_INTERRUPT.code
        || kind == SQLiteErrorCode.SQLITE_IOERR.code
        || kind == SQLiteErrorCode.SQLITE_CORRUPT.code
        || kind == SQLiteErrorCode.SQLITE_FULL.code
        || kind == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || kind == SQLiteErrorCode.SQLITE_PROTOCOL.code
        || kind == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /**
   * By PostgreSQL's Appendix A: 08 connections, 28 logging in, 3D no such database, 53 resources,
   * 57P the operator's doing, 58 the system's, 25006 a server that only reads, 55P03 a lock that
   * was not got in time.
   */
  private static boolean isStateOfOutage(String state) {
    return state.startsWith("08")
        || state.startsWith("28")
        || state.startsWith("3D")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("58")
        || "25006".equals(state)
        || "55P03".equals(state);
  }
}
