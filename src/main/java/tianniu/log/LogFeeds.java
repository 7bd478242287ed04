package tianniu.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.live.LiveView;

/** One feed, and with it one stream of the engine, for each container whose log is followed. */
final class LogFeeds {
  /** How long a feed outlives its last reader: who reconnects finds it there. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** What the lines of all feeds may cost, and of one. */
  private static final long ROOM = 32 << 20;

  private static final long ROOM_OF_ONE = 2 << 20;

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(
          LINGER.toMillis(),
          TimeUnit.MILLISECONDS,
          task -> Thread.ofVirtual().name("log-feed-end").start(task));

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ContainerId, Running> running = new HashMap<>();

  /** How many run, for those who must not wait for the lock. */
  private volatile int count;

  private final ContainerEngine engine;
  private final LiveView view;

  private record Running(LogFeed feed, FeedUpstream upstream) {}

  /** A place in a feed, which stays open as long as it is needed. */
  interface Place extends AutoCloseable {
    LogFeed.Reader reader();

    @Override
    void close();
  }

  LogFeeds(ContainerEngine engine, LiveView view) {
    this.engine = engine;
    this.view = view;
  }

  Place join(ContainerId id) {
    lock.lock();
    try {
      Running found = running.get(id);
      if (found == null || found.feed().isOver()) {
        LogFeed feed = new LogFeed(LogFeed.PATIENCE, this::room);
        found = new Running(feed, new FeedUpstream(engine, view, id, feed));
        running.put(id, found);
        count = running.size();
        found.upstream().start();
      }
      return new Joined(id, found, found.feed().join());
    } finally {
      lock.unlock();
    }
  }

  /** Has all readers look at once whether they are to go on. */
  void wakeReaders() {
    lock.lock();
    try {
      running.values().forEach(one -> one.feed().wakeReaders());
    } finally {
      lock.unlock();
    }
  }

  private long room() {
    return Math.min(ROOM_OF_ONE, ROOM / Math.max(1, count));
  }

  private void endUnread(ContainerId id, Running one) {
    lock.lock();
    try {
      if (!one.feed().hasReaders()) {
        running.remove(id, one);
        count = running.size();
        one.upstream().close();
      }
    } finally {
      lock.unlock();
    }
  }

  private final class Joined implements Place {
    private final ContainerId id;
    private final Running running;
    private final LogFeed.Reader reader;

    Joined(ContainerId id, Running running, LogFeed.Reader reader) {
      this.id = id;
      this.running = running;
      this.reader = reader;
    }

    @Override
    public LogFeed.Reader reader() {
      return reader;
    }

    @Override
    public void close() {
      reader.close();
      if (!running.feed().hasReaders()) {
        LATER.execute(() -> endUnread(id, running));
      }
    }
  }
}
