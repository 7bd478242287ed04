package tianniu.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one writer: a platform thread that does all the work that waits in one transaction, each
 * under a savepoint, and commits once. A commit waits for the disk; those who come meanwhile share
 * the next one.
 */
final class WriteLine implements AutoCloseable {
  /** So that the first of a batch does not wait for an endless number of others. */
  private static final int MOST_AT_ONCE = 256;

  /** A connection that has rested longer is tried before work is given to it. */
  private static final Duration TRUSTED = Duration.ofSeconds(1);

  private static final int TRY_SECONDS = 2;

  private final Opening opening;
  private final Outage outage = new Outage("written");
  private final TicketQueue tickets = new TicketQueue();
  private final Thread thread;

  /** Of the thread alone. */
  private @Nullable HeldConnection held;

  private long lastUsed = System.nanoTime();

  /**
   * @param opening how another connection is made when one is lost
   * @param first is closed with this line
   */
  WriteLine(Opening opening, HeldConnection first) {
    this.opening = opening;
    this.held = first;
    // SQLite's calls are native: on a virtual thread each would hold a carrier for as long as a
    // disk takes.
    this.thread = Thread.ofPlatform().name("store-writer").unstarted(this::run);
    thread.start();
  }

  <T> T write(Store.Work<T> work) {
    if (thread.equals(Thread.currentThread())) {
      throw new IllegalStateException("a write within a write would wait for itself");
    }
    return tickets.add(work).result();
  }

  @Override
  public void close() {
    tickets.close();
    Uninterrupted.join(thread);
  }

  private void run() {
    for (List<Ticket<?>> batch = tickets.take(MOST_AT_ONCE);
        !batch.isEmpty();
        batch = tickets.take(MOST_AT_ONCE)) {
      write(batch);
    }
    disconnect();
  }

  private void write(List<Ticket<?>> batch) {
    try {
      HeldConnection connection = connected();
      for (Ticket<?> ticket : batch) {
        work(ticket, connection);
      }
      connection.commit();
      lastUsed = System.nanoTime();
      outage.over();
      batch.forEach(Ticket::settle);
    } catch (Throwable e) {
      // Nothing may end this thread. What the connection still holds goes with it.
      disconnect();
      RuntimeException unavailable = outage.hit(e);
      batch.forEach(ticket -> ticket.fail(unavailable));
    }
  }

  /**
   * Does the work, or undoes it alone.
   *
   * @throws SQLException when the connection is of no more use
   */
  private static void work(Ticket<?> ticket, HeldConnection connection) throws SQLException {
    connection.execute("SAVEPOINT work");
    try {
      ticket.work(connection);
      connection.execute("RELEASE SAVEPOINT work");
    } catch (Throwable e) {
      if (Outage.isBehind(e)) {
        throw e;
      }
      connection.execute("ROLLBACK TO SAVEPOINT work");
      connection.execute("RELEASE SAVEPOINT work");
      ticket.thrown(e);
    }
  }

  private HeldConnection connected() throws SQLException {
    HeldConnection present = held;
    if (present != null
        && System.nanoTime() - lastUsed > TRUSTED.toNanos()
        && !present.isAlive(TRY_SECONDS)) {
      disconnect();
      present = null;
    }
    if (present == null) {
      present = opening.open();
      held = present;
    }
    return present;
  }

  private void disconnect() {
    HeldConnection present = held;
    held = null;
    if (present != null) {
      present.close();
    }
  }

  /** Makes a connection on which writing is allowed. */
  @FunctionalInterface
  interface Opening {
    HeldConnection open() throws SQLException;
  }
}
