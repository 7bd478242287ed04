package tianniu.store;

import org.jdbi.v3.core.Handle;

/**
 * The database. Its schema is made by the files in {@code db/migration}, in the words that SQLite
 * and PostgreSQL share; each chapter keeps the SQL of its own tables.
 */
public interface Store extends AutoCloseable {
  /**
   * Reads what has been written.
   *
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.StoreUnavailable}
   */
  <T> T read(Work<T> work);

  /**
   * Writes in a transaction, and returns when it is on disk. Work that throws leaves nothing
   * behind. It must not be slow: on SQLite all writes stand in one line and share commits.
   *
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.StoreUnavailable}; or what
   *     the work has thrown
   */
  <T> T write(Work<T> work);

  @Override
  void close();

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T with(Handle handle);
  }
}
