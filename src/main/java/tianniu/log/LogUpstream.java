package tianniu.log;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerEngine;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.fault.FaultException;

/**
 * The engine's stream of one run's lines, read ahead on a thread of its own so that its reader can
 * do something else while no line comes. A slow reader slows the engine's stream, and nobody else.
 */
final class LogUpstream implements AutoCloseable {
  /** Few, because a line may be as long as a megabyte. */
  private static final int AHEAD = 16;

  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(AHEAD);
  private final LogStream stream;
  private final Thread reader;

  /** What came: a line, or with null the end of the stream. */
  record Item(@Nullable LogLine line) {}

  private LogUpstream(LogStream stream, EngineRef ref) {
    this.stream = stream;
    this.reader = Thread.ofVirtual().name("log-upstream-" + ref).start(this::read);
  }

  static LogUpstream open(ContainerEngine engine, EngineRef ref, LogQuery query) {
    return new LogUpstream(engine.logs(ref, query), ref);
  }

  /** The next item; null when none came in time. */
  @Nullable Item poll(Duration patience) {
    try {
      return items.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Item(null);
    }
  }

  /** Whether the reader has caught up, so that what was written had better be sent. */
  boolean isDrained() {
    return items.isEmpty();
  }

  @Override
  public void close() {
    stream.close();
    reader.interrupt();
  }

  private void read() {
    try {
      LogLine line = stream.next();
      while (line != null) {
        items.put(new Item(line));
        line = stream.next();
      }
      items.put(new Item(null));
    } catch (FaultException _) {
      // The engine went away: for the follower that is an end like any other.
      endQuietly();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void endQuietly() {
    try {
      items.put(new Item(null));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
