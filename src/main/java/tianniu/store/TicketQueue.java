package tianniu.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tianniu.fault.Fault;

/** Work that waits for the threads that do it; nothing comes in once it is closed. */
final class TicketQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Ticket<?>> waiting = new ArrayDeque<>();
  private boolean closed;

  /**
   * @throws tianniu.fault.FaultException with {@link Fault.StoreUnavailable}, once it is closed
   */
  <T> Ticket<T> add(Store.Work<T> work) {
    Ticket<T> ticket = new Ticket<>(work);
    lock.lock();
    try {
      if (closed) {
        throw new Fault.StoreUnavailable().asException();
      }
      waiting.add(ticket);
      changed.signal();
      return ticket;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for some, and takes at most so many; none when it is closed and empty. */
  List<Ticket<?>> take(int most) {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<Ticket<?>> taken = new ArrayList<>();
      while (taken.size() < most && !waiting.isEmpty()) {
        taken.add(waiting.remove());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
