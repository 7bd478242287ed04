package tianniu.engine.memory;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.OutputStreamKind;

/** The log of one container over all its runs, and its readers. Guarded by the engine's lock. */
final class LogBook {
  /** Lines that are kept at least; up to twice as many stand in memory. */
  private static final int KEPT = 100_000;

  private final ReentrantLock lock;
  private final Condition changed;
  private final InstantSource clock;
  private final List<LogLine> lines = new ArrayList<>();
  private final Set<Reader> followers = new HashSet<>();

  /** Lines that were dropped before the first of {@link #lines}. */
  private long dropped;

  LogBook(ReentrantLock lock, InstantSource clock) {
    this.lock = lock;
    this.changed = lock.newCondition();
    this.clock = clock;
  }

  /** The output of one run. */
  Output openRun() {
    return new Writer();
  }

  LogStream read(LogQuery query, boolean running) {
    lock.lock();
    try {
      Reader reader = new Reader(query, firstWanted(query));
      if (query.follow() && running) {
        reader.end = Long.MAX_VALUE;
        followers.add(reader);
      }
      return reader;
    } finally {
      lock.unlock();
    }
  }

  void add(LogLine line) {
    lock.lock();
    try {
      if (lines.size() == 2 * KEPT) {
        lines.subList(0, KEPT).clear();
        dropped += KEPT;
      }
      lines.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The run has ended, and so have those who follow it. */
  void endFollowers() {
    lock.lock();
    try {
      for (Reader follower : followers) {
        follower.end = total();
      }
      followers.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long total() {
    return dropped + lines.size();
  }

  private long firstWanted(LogQuery query) {
    if (query.tail() == LogQuery.ALL) {
      return dropped;
    }
    long missing = query.tail();
    int index = lines.size();
    while (index > 0 && missing > 0) {
      index--;
      if (isWanted(lines.get(index), query)) {
        missing--;
      }
    }
    return dropped + index;
  }

  private static boolean isWanted(LogLine line, LogQuery query) {
    return (query.since() == null || !line.timestamp().isBefore(query.since()))
        && (query.until() == null || line.timestamp().isBefore(query.until()));
  }

  /** Makes lines of what a process writes; a last one without an end counts at the end. */
  private final class Writer implements Output {
    private final Map<OutputStreamKind, ByteArrayOutputStream> rests =
        new EnumMap<>(OutputStreamKind.class);

    @Override
    public void write(OutputStreamKind stream, byte[] bytes) {
      ByteArrayOutputStream rest =
          rests.computeIfAbsent(stream, ignored -> new ByteArrayOutputStream());
      for (byte b : bytes) {
        if (b == '\n') {
          flush(stream, rest);
        } else {
          rest.write(b);
        }
      }
    }

    @Override
    public void end() {
      rests.forEach(
          (stream, rest) -> {
            if (rest.size() > 0) {
              flush(stream, rest);
            }
          });
    }

    private LogLine line(OutputStreamKind stream, byte[] bytes) {
      Instant now = clock.instant();
      return new LogLine(now.getEpochSecond(), now.getNano(), stream, bytes, false);
    }

    private void flush(OutputStreamKind stream, ByteArrayOutputStream rest) {
      add(line(stream, rest.toByteArray()));
      rest.reset();
    }
  }

  private final class Reader implements LogStream {
    private final LogQuery query;
    private long position;
    private long end = total();
    private boolean closed;

    Reader(LogQuery query, long position) {
      this.query = query;
      this.position = position;
    }

    @Override
    public @Nullable LogLine next() {
      lock.lock();
      try {
        while (true) {
          position = Math.max(position, dropped);
          while (!closed && position < Math.min(end, total())) {
            LogLine line = lines.get((int) (position++ - dropped));
            if (isWanted(line, query)) {
              return line;
            }
          }
          if (closed || position >= end) {
            return null;
          }
          changed.await();
        }
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
        followers.remove(this);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
