package tianniu.store;

import org.jdbi.v3.core.Handle;

/**
 * The database. Its schema is made by the files in {@code db/migration}, in the words that SQLite
 * and PostgreSQL share; each chapter keeps the SQL of its own tables.
 *
 * <p>A method of this port called from within work of its own kind throws {@link
 * IllegalStateException}: it would wait for itself.
 */
public interface Store extends AutoCloseable {
  /**
   * Reads what has been written: all of it as it was at one moment.
   *
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.StoreUnavailable}; or what
   *     the work has thrown
   */
  <T> T read(Work<T> work);

  /**
   * Writes in a transaction, and returns when it is on disk. Work that throws leaves nothing
   * behind.
   *
   * <p>All writes stand in one line and share commits, on both databases: what the work reads
   * cannot change until it is through, so that checking first and writing then is safe. It must not
   * be slow, and runs on another thread than its caller's. An SQL error that it catches must end
   * it: PostgreSQL does no more in that transaction.
   *
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.StoreUnavailable}, after
   *     which it is not known whether the work was done when the connection broke at its commit:
   *     who keeps a copy in memory reads it again; or what the work has thrown
   */
  <T> T write(Work<T> work);

  /** Does the writes that wait, and refuses those that come later. */
  @Override
  void close();

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T with(Handle handle);
  }
}
