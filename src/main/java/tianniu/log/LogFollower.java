package tianniu.log;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerEngine;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.ReplyStream;
import tianniu.live.LiveContainer;

/**
 * One reader of a container's log: first the history that was asked for, from the feed if that goes
 * back far enough and from the engine if not, then what comes, until the reader leaves or the
 * container is gone.
 */
final class LogFollower {
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration LOOK_FOR_CLIENT = Duration.ofSeconds(2);

  /** What is written at once of a history. */
  private static final int PART = 32 * 1024;

  private static final int SMALL = 512;

  /** How often a history is read on that took so long that the feed has gone past it. */
  private static final int CATCH_UPS = 3;

  private final ContainerEngine engine;
  private final LiveContainer container;
  private final LogRequest asked;
  private final LogFormat format;
  private final ReplyStream out;
  private LineWriter writer = new LineWriter(SMALL);

  /** The last line that was read, whether it was wanted or not. */
  private @Nullable LogPosition last;

  /** Lines of the feed up to this one have been read from the engine. */
  private @Nullable LogPosition passOver;

  private boolean isFlushed = true;
  private long lastWrite = System.nanoTime();
  private long lastLook = System.nanoTime();

  LogFollower(
      ContainerEngine engine,
      LiveContainer container,
      LogRequest asked,
      @Nullable LogPosition from,
      LogFormat format,
      ReplyStream out) {
    this.engine = engine;
    this.container = container;
    this.asked = asked;
    this.last = from;
    this.format = format;
    this.out = out;
  }

  void follow(LogFeeds feeds) throws IOException {
    out.flush();
    try (LogFeeds.Place place = feeds.join(container.id())) {
      LogFeed.Reader reader = place.reader();
      if (awaitReady(reader)) {
        begin(reader);
        go(reader);
      }
    }
  }

  /** False when the client left before the log could be read. */
  private boolean awaitReady(LogFeed.Reader reader) throws IOException {
    reader.seekEnd();
    while (!reader.isReady() && !reader.isEnded()) {
      reader.await(LOOK_FOR_CLIENT);
      reader.seekEnd();
      if (isOver() || !isThere()) {
        return false;
      }
    }
    return true;
  }

  private void begin(LogFeed.Reader reader) throws IOException {
    if (last == null) {
      if (asked.tail() == 0) {
        reader.seekEnd();
        return;
      }
      if (reader.seekTail(asked)) {
        return;
      }
      readHistory();
    }
    for (int i = 0; i < CATCH_UPS; i++) {
      if (joined(reader)) {
        return;
      }
      readOn();
    }
    if (!joined(reader)) {
      markGap();
    }
  }

  /** Whether the feed goes on where the reader is; false when it does not go back so far. */
  private boolean joined(LogFeed.Reader reader) throws IOException {
    LogPosition from = last;
    if (from == null) {
      // The log was empty a moment ago.
      return reader.seekTail(asked);
    }
    return switch (reader.seekAfter(from)) {
      case BEHIND -> true;
      case AHEAD -> {
        passOver = from;
        yield true;
      }
      case MISSING -> {
        markGap();
        yield true;
      }
      case TOO_OLD -> false;
    };
  }

  private void readHistory() throws IOException {
    EngineRef ref = container.ref();
    if (ref != null) {
      try {
        LogPage.read(engine, ref, asked, this::history);
        flush();
      } catch (FaultException e) {
        lookAway(e);
      }
    }
  }

  /** Reads what came after the last line. */
  private void readOn() throws IOException {
    EngineRef ref = container.ref();
    LogPosition from = last;
    if (ref == null || from == null) {
      return;
    }
    LogPosition position = null;
    try (LogStream lines =
        engine.logs(ref, new LogQuery(from.timestamp(), null, LogQuery.ALL, false))) {
      for (LogLine line = lines.next(); line != null && !line.isCut(); line = lines.next()) {
        if (position == null && line.timestamp().isAfter(from.timestamp())) {
          markGap();
        }
        position = LogPosition.after(position, line.timestamp());
        if (from.isBefore(position)) {
          put(position, line);
        }
      }
      flush();
    } catch (FaultException e) {
      lookAway(e);
    }
  }

  /** An engine that is away, or a container that has gone, is the feed's to tell. */
  private static void lookAway(FaultException e) {
    if (!(e.fault() instanceof Fault.EngineUnavailable
        || e.fault() instanceof Fault.NoSuchContainer)) {
      throw e;
    }
  }

  private void history(LogLine line) throws IOException {
    // One that may go on comes whole from the feed.
    if (!line.isCut()) {
      put(LogPosition.after(last, line.timestamp()), line);
    }
  }

  private void put(LogPosition position, LogLine line) throws IOException {
    last = position;
    if (asked.wants(line)) {
      format.line(position, line, writer);
      if (writer.length() >= PART) {
        flush();
      }
    }
  }

  /** Goes on with what comes, until the container is gone or the reader. */
  private void go(LogFeed.Reader reader) throws IOException {
    flush();
    // One that has grown with the history is not to be kept for hours.
    writer = new LineWriter(SMALL);
    while (true) {
      LogFeed.Batch batch = reader.take(format);
      if (batch != null) {
        if (batch.lost()) {
          markGap();
        }
        write(batch.part());
      } else if (reader.isEnded()) {
        format.end(writer);
        flush();
        return;
      } else {
        flush();
        reader.await(LOOK_FOR_CLIENT);
      }
      if (isOver() || !isThere()) {
        return;
      }
    }
  }

  /** Whether the server ends, which the reader is told. */
  private boolean isOver() throws IOException {
    if (!out.isEnding()) {
      return false;
    }
    format.shutdown(writer);
    flush();
    return true;
  }

  private void write(FeedBlock.Part part) throws IOException {
    int from = part.from();
    LogPosition known = passOver;
    if (known != null) {
      while (from < part.to() && !known.isBefore(part.lines()[from].position())) {
        from++;
        if (part.lines()[from - 1].position().equals(known)) {
          passOver = null;
          break;
        }
      }
      if (from == part.to()) {
        return;
      }
      if (passOver != null) {
        passOver = null;
        markGap();
      }
    }
    last = part.lines()[part.to() - 1].position();
    send();
    if (asked.takesAll()) {
      write(part, from, part.to());
      return;
    }
    for (int i = from; i < part.to(); i++) {
      if (asked.wants(part.lines()[i].line())) {
        write(part, i, i + 1);
      }
    }
  }

  private void write(FeedBlock.Part part, int from, int to) throws IOException {
    int start = part.start(from);
    out.write(part.bytes(), start, part.start(to) - start);
    wrote();
  }

  private void markGap() {
    Instant after = last == null ? null : last.timestamp();
    if (after != null) {
      format.gap(after, writer);
    }
  }

  private void send() throws IOException {
    if (writer.length() > 0) {
      writer.writeTo(out);
      wrote();
    }
  }

  private void wrote() {
    isFlushed = false;
    lastWrite = System.nanoTime();
  }

  private void flush() throws IOException {
    send();
    if (!isFlushed) {
      out.flush();
      isFlushed = true;
    }
  }

  /** Shows life when nothing was to be sent for long; false when the reader has left. */
  private boolean isThere() throws IOException {
    long now = System.nanoTime();
    if (now - lastLook < LOOK_FOR_CLIENT.toNanos()) {
      return true;
    }
    lastLook = now;
    if (now - lastWrite > QUIET.toNanos()) {
      format.quiet(writer);
      flush();
    }
    return !out.isClientGone();
  }
}
