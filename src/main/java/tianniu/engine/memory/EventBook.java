package tianniu.engine.memory;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineEvent;
import tianniu.engine.EventStream;

/** The latest events and those who read them. Guarded by the engine's lock. */
final class EventBook {
  /** Docker remembers 256. */
  private static final int REMEMBERED = 256;

  private final ReentrantLock lock;
  private final Deque<EngineEvent> recent = new ArrayDeque<>();
  private final Set<Reader> readers = new HashSet<>();

  EventBook(ReentrantLock lock) {
    this.lock = lock;
  }

  void publish(EngineEvent event) {
    lock.lock();
    try {
      if (recent.size() == REMEMBERED) {
        recent.removeFirst();
      }
      recent.addLast(event);
      readers.forEach(reader -> reader.offer(event));
    } finally {
      lock.unlock();
    }
  }

  /** Replays and follows in one step, so that no event falls in between. */
  EventStream read(Instant since) {
    lock.lock();
    try {
      Reader reader = new Reader();
      recent.stream().filter(event -> !event.at().isBefore(since)).forEach(reader.waiting::addLast);
      readers.add(reader);
      return reader;
    } finally {
      lock.unlock();
    }
  }

  void endReaders() {
    lock.lock();
    try {
      readers.forEach(Reader::end);
      readers.clear();
    } finally {
      lock.unlock();
    }
  }

  private final class Reader implements EventStream {
    private final Deque<EngineEvent> waiting = new ArrayDeque<>();
    private final Condition changed = lock.newCondition();
    private boolean ended;
    private boolean closed;

    void offer(EngineEvent event) {
      waiting.addLast(event);
      changed.signalAll();
    }

    void end() {
      ended = true;
      changed.signalAll();
    }

    @Override
    public @Nullable EngineEvent next() {
      lock.lock();
      try {
        while (!closed && !ended && waiting.isEmpty()) {
          changed.await();
        }
        return closed ? null : waiting.pollFirst();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        readers.remove(this);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
