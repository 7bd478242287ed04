package tianniu.synthetic;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The engine's events. As with Docker, who comes late gets the last 256 at most, and who reads too
 * slowly loses some.
 */
final class EventLog {
  private static final int REMEMBERED = 256;
  private static final int UNREAD = 65_536;

  private record Entry(Instant at, String line) {}

  private final Deque<Entry> last = new ArrayDeque<>();
  private final Set<Reader> readers = new HashSet<>();
  private long sent;

  synchronized void add(Instant at, String line) {
    last.add(new Entry(at, line));
    if (last.size() > REMEMBERED) {
      last.remove();
    }
    sent++;
    for (Reader reader : readers) {
      if (reader.unread.size() < UNREAD) {
        reader.unread.add(line);
      }
    }
    notifyAll();
  }

  /** How many events there have been. */
  synchronized long sent() {
    return sent;
  }

  synchronized int readers() {
    return readers.size();
  }

  synchronized Reader open(Instant since) {
    Reader reader = new Reader();
    last.stream()
        .filter(entry -> !entry.at().isBefore(since))
        .forEach(entry -> reader.unread.add(entry.line()));
    readers.add(reader);
    return reader;
  }

  /** One stream of events. */
  final class Reader implements AutoCloseable {
    private final Deque<String> unread = new ArrayDeque<>();

    /** The next lines, as many as there are and not many more than {@code most} bytes. */
    byte[] next(int most) throws InterruptedException {
      synchronized (EventLog.this) {
        while (unread.isEmpty()) {
          EventLog.this.wait();
        }
        StringBuilder lines = new StringBuilder();
        @Nullable String line = unread.poll();
        while (line != null) {
          lines.append(line);
          line = lines.length() < most ? unread.poll() : null;
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
      }
    }

    @Override
    public void close() {
      synchronized (EventLog.this) {
        readers.remove(this);
      }
    }
  }
}
