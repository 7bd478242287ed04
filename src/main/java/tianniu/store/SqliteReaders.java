package tianniu.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads SQLite on a few platform threads. Its calls are native, so that a long one on a virtual
 * thread would hold a carrier, and a few of them the whole server. There is one thread, with its
 * own connection, for each of those who have ever read at once: a start reads one by one.
 */
final class SqliteReaders implements AutoCloseable {
  private static final int MOST_THREADS = 4;

  private final SqliteFile file;
  private final Outage outage = new Outage("read");
  private final TicketQueue tickets = new TicketQueue();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  /** How many read now, or wait to. */
  private final AtomicInteger reading = new AtomicInteger();

  private boolean closed;

  SqliteReaders(SqliteFile file) {
    this.file = file;
    // Always one: what was asked for before the end is answered.
    startUpTo(1);
  }

  private synchronized void startUpTo(int count) {
    // Not one a call: who counts less may come here after who counts more, and starts none.
    while (!closed && threads.size() < Math.min(count, MOST_THREADS)) {
      Thread thread =
          Thread.ofPlatform().name("store-reader-" + threads.size()).unstarted(this::run);
      threads.add(thread);
      thread.start();
    }
  }

  <T> T read(Store.Work<T> work) {
    if (threads.contains(Thread.currentThread())) {
      throw new IllegalStateException("a read within a read could wait for itself");
    }
    int count = reading.incrementAndGet();
    try {
      Ticket<T> ticket = tickets.add(work);
      if (count > threads.size()) {
        startUpTo(count);
      }
      return ticket.result();
    } finally {
      reading.decrementAndGet();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    tickets.close();
    threads.forEach(Uninterrupted::join);
  }

  private void run() {
    HeldConnection connection = null;
    for (List<Ticket<?>> one = tickets.take(1); !one.isEmpty(); one = tickets.take(1)) {
      connection = read(one.getFirst(), connection);
    }
    if (connection != null) {
      connection.close();
    }
  }

  /** Gives the connection for the next one; null when it is of no more use. */
  private @Nullable HeldConnection read(Ticket<?> ticket, @Nullable HeldConnection present) {
    HeldConnection connection = present;
    try {
      if (connection == null) {
        connection = file.reader();
      }
      work(ticket, connection);
      outage.over();
      ticket.settle();
      return connection;
    } catch (Throwable e) {
      // Nothing may end this thread.
      if (connection != null) {
        connection.close();
      }
      ticket.fail(outage.hit(e));
      return null;
    }
  }

  /**
   * @throws SQLException when the connection is of no more use
   */
  private static void work(Ticket<?> ticket, HeldConnection connection) throws SQLException {
    try {
      ticket.work(connection);
    } catch (Throwable e) {
      if (Outage.isBehind(e)) {
        throw e;
      }
      ticket.thrown(e);
    }
    // The next one is to see what has been written since.
    connection.rollback();
  }
}
