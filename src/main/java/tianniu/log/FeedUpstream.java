package tianniu.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.engine.LastLines;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;

/**
 * Fills a feed from the engine over the container's restarts and the engine's, until the container
 * is gone. Each time the engine's stream ends it is opened anew from the last line's time on, and
 * what came already is passed over. When that last line is not there any more, lines after it may
 * be lost too, which the feed says.
 */
final class FeedUpstream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FeedUpstream.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final ContainerEngine engine;
  private final LiveView view;
  private final ContainerId id;
  private final LogFeed feed;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable LogStream open;
  private @Nullable LogPosition last;
  private @Nullable Instant followedStart;

  /** Whether the engine could be asked at all. */
  private boolean begun;

  /** Lines that must have come before the feed has what was there at its opening. */
  private long toBeReady = -1;

  FeedUpstream(ContainerEngine engine, LiveView view, ContainerId id, LogFeed feed) {
    this.engine = engine;
    this.view = view;
    this.id = id;
    this.feed = feed;
    this.thread = Thread.ofVirtual().name("log-feed-" + id).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    LogStream current = open;
    if (current != null) {
      current.close();
    }
    thread.interrupt();
  }

  private void run() {
    try {
      LiveContainer container = view.find(id);
      while (container != null && !closed) {
        EngineRef ref = container.ref();
        followedStart = startOf(container);
        if (ref != null) {
          followRun(ref);
        }
        container = awaitRun();
      }
      feed.end(null);
    } catch (FaultException e) {
      feed.end(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      Mishap.log(LOG, "a followed log broke off", e);
      // Its followers would wait for lines that nobody brings.
      feed.end(new Fault.EngineUnavailable("the log broke off").asException());
    }
  }

  private void followRun(EngineRef ref) throws InterruptedException {
    try (LogStream stream = open(ref)) {
      open = stream;
      begun = true;
      if (closed) {
        return;
      }
      readyAfter(0);
      read(stream);
      toBeReady = 0;
      readyAfter(0);
    } catch (FaultException e) {
      if (!(e.fault() instanceof Fault.EngineUnavailable
          || e.fault() instanceof Fault.NoSuchContainer)) {
        throw e;
      }
    } finally {
      open = null;
    }
  }

  private LogStream open(EngineRef ref) {
    if (begun) {
      Instant from = last == null ? null : last.timestamp();
      return engine.logs(ref, new LogQuery(from, null, LogQuery.ALL, true));
    }
    LastLines newest = new LastLines(LogFeed.PRELOAD);
    try (LogStream lines = engine.logs(ref, new LogQuery(null, null, LogFeed.PRELOAD, false))) {
      for (LogLine line = lines.next(); line != null; line = lines.next()) {
        newest.add(line);
      }
    }
    boolean all = newest.seen() < LogFeed.PRELOAD && newest.isWhole();
    feed.begin(all);
    // A line that is not whole yet comes again, whole, and that may be later.
    toBeReady = newest.lines().stream().filter(line -> !line.isCut()).count();
    Instant since =
        newest.lines().stream().map(LogLine::timestamp).min(Instant::compareTo).orElse(null);
    return engine.logs(ref, new LogQuery(all ? null : since, null, LogQuery.ALL, true));
  }

  private void read(LogStream stream) throws InterruptedException {
    LogPosition resumeAfter = last;
    LogPosition position = null;
    for (LogLine line = nextOf(stream); line != null; line = nextOf(stream)) {
      boolean first = position == null;
      position = LogPosition.after(position, line.timestamp());
      if (resumeAfter == null || resumeAfter.isBefore(position)) {
        // Asked from the last line on: if something later comes first, that is lost.
        boolean lost = first && resumeAfter != null && isLater(line, resumeAfter);
        Instant lostAfter = lost && resumeAfter != null ? resumeAfter.timestamp() : null;
        last = position;
        feed.add(new FeedBlock.Placed(position, line, lostAfter));
      }
      readyAfter(1);
    }
  }

  private static boolean isLater(LogLine line, LogPosition position) {
    return line.timestamp().isAfter(position.timestamp());
  }

  private static @Nullable LogLine nextOf(LogStream stream) {
    try {
      return stream.next();
    } catch (FaultException _) {
      // The engine went away: an end like any other.
      return null;
    }
  }

  private void readyAfter(int more) {
    if (toBeReady >= 0) {
      toBeReady -= more;
      if (toBeReady <= 0) {
        toBeReady = -1;
        feed.ready();
      }
    }
  }

  /** Waits until the container runs again; null when it is gone. */
  private @Nullable LiveContainer awaitRun() {
    LiveContainer container = view.find(id);
    boolean first = true;
    while (container != null && !closed && (first || !hasNewRun(container))) {
      first = false;
      LockSupport.parkNanos(POLL.toNanos());
      container = view.find(id);
    }
    return container;
  }

  /** Whether it runs, or has run since: a short run may begin and end between two looks. */
  private boolean hasNewRun(LiveContainer container) {
    return !begun || container.hasProcess() || !Objects.equals(followedStart, startOf(container));
  }

  private static @Nullable Instant startOf(LiveContainer container) {
    return container.engine() == null ? null : container.engine().startedAt();
  }
}
