package tianniu.log;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;

/**
 * Follows a container's log over its restarts and the engine's, until the reader leaves or the
 * container is gone. Each time the engine's stream ends it is opened anew from the last line's time
 * on, and what was sent already is skipped. When that last line is not there any more, lines after
 * it may be lost too, and the reader is told.
 */
final class LogFollower {
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK_FOR_CLIENT = Duration.ofSeconds(2);

  private final ContainerEngine engine;
  private final LiveView view;
  private final ContainerId id;
  private final LogRequest asked;
  private final Instant opened;
  private @Nullable LogPosition last;

  /** Wanted lines at the beginning that come before the tail that was asked for. */
  private long toSkip;

  private @Nullable Instant followedStart;
  private long lastIdle = System.nanoTime();
  private long lastWrite = System.nanoTime();

  LogFollower(
      ContainerEngine engine,
      LiveView view,
      ContainerId id,
      LogRequest asked,
      @Nullable LogPosition from,
      Instant now) {
    this.engine = engine;
    this.view = view;
    this.id = id;
    this.asked = asked;
    this.last = from;
    this.opened = now;
  }

  void writeTo(LogLines out) throws IOException {
    out.out().flush();
    LiveContainer container = view.find(id);
    LogQuery query = last == null ? fromStart(container) : fromLast();
    while (container != null && !out.out().isClientGone()) {
      EngineRef ref = container.ref();
      followedStart = startOf(container);
      if (ref != null && followRun(ref, query, out)) {
        query = fromLast();
      }
      container = awaitRun(out);
    }
    if (container == null) {
      out.end();
    }
    out.out().flush();
  }

  private LogQuery fromStart(@Nullable LiveContainer container) {
    if (!asked.isFiltered()) {
      return new LogQuery(asked.since(), null, asked.tail(), true);
    }
    EngineRef ref = container == null ? null : container.ref();
    if (ref != null && asked.tail() != LogQuery.ALL) {
      toSkip = LogPage.countWanted(engine, ref, asked) - asked.tail();
    }
    return new LogQuery(asked.since(), null, LogQuery.ALL, true);
  }

  private LogQuery fromLast() {
    LogPosition seen = last;
    return new LogQuery(seen == null ? opened : seen.timestamp(), null, LogQuery.ALL, true);
  }

  /** Follows one run of the container; false when the engine could not be asked. */
  private boolean followRun(EngineRef ref, LogQuery query, LogLines out) throws IOException {
    LogPosition resumeAfter = last;
    LogPosition position = null;
    try (LogUpstream upstream = LogUpstream.open(engine, ref, query)) {
      while (true) {
        LogUpstream.Item item = upstream.poll(POLL);
        LogLine line = item == null ? null : item.line();
        if (line != null) {
          if (position == null && resumeAfter != null) {
            markGap(resumeAfter, line, out);
          }
          position = LogPosition.after(position, line.timestamp());
          if (resumeAfter == null || resumeAfter.isBefore(position)) {
            send(position, line, out);
          }
          if (upstream.isDrained()) {
            out.out().flush();
          }
          if (isTimeToShowLife() && !idle(out)) {
            return true;
          }
        } else if (item != null || !idle(out)) {
          out.out().flush();
          return true;
        }
      }
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.EngineUnavailable
          || e.fault() instanceof Fault.NoSuchContainer) {
        return false;
      }
      throw e;
    }
  }

  /** The engine was asked from the last line on: if something later comes first, that is lost. */
  private static void markGap(LogPosition resumeAfter, LogLine first, LogLines out)
      throws IOException {
    if (first.timestamp().isAfter(resumeAfter.timestamp())) {
      out.gap(resumeAfter.timestamp());
    }
  }

  private void send(LogPosition position, LogLine line, LogLines out) throws IOException {
    last = position;
    if (!asked.wants(line)) {
      return;
    }
    if (toSkip > 0) {
      toSkip--;
      return;
    }
    out.line(position, line);
    lastWrite = System.nanoTime();
  }

  /** Waits until the container runs again; null when it is gone. */
  private @Nullable LiveContainer awaitRun(LogLines out) throws IOException {
    LiveContainer container = view.find(id);
    boolean first = true;
    while (container != null && (first || !hasNewRun(container))) {
      first = false;
      pause();
      if (!idle(out)) {
        return container;
      }
      container = view.find(id);
    }
    return container;
  }

  /** Whether it runs, or has run since: a short run may begin and end between two looks. */
  private boolean hasNewRun(LiveContainer container) {
    return container.hasProcess() || !Objects.equals(followedStart, startOf(container));
  }

  private static @Nullable Instant startOf(LiveContainer container) {
    return container.engine() == null ? null : container.engine().startedAt();
  }

  /** Lines may come that are not wanted: then nothing is written either. */
  private boolean isTimeToShowLife() {
    return System.nanoTime() - lastIdle > LOOK_FOR_CLIENT.toNanos();
  }

  /** Shows life while nothing is to be sent; false when the reader has left. */
  private boolean idle(LogLines out) throws IOException {
    lastIdle = System.nanoTime();
    out.out().flush();
    long since = System.nanoTime() - lastWrite;
    if (since > QUIET.toNanos()) {
      out.quiet();
      out.out().flush();
      lastWrite = System.nanoTime();
    }
    return since < LOOK_FOR_CLIENT.toNanos() || !out.out().isClientGone();
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
