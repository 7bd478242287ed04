package tianniu.log;

import java.io.IOException;
import tianniu.engine.ContainerEngine;
import tianniu.engine.EngineRef;
import tianniu.engine.LastLines;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.http.ReplyStream;
import tianniu.live.LiveContainer;

/** A part of a log as one JSON document, written as it is read: its size costs no memory. */
final class LogPage {
  /** What is written at once: large, for each writing is a chunk and a call of the system. */
  private static final int PART = 32 * 1024;

  private static final int MARGIN = 4 * 1024;

  /** Lines from the end that are looked at first for the last ones that are wanted. */
  private static final long NEAR_END = 2_000;

  private final ContainerEngine engine;
  private final LiveContainer container;
  private final LogRequest asked;

  LogPage(ContainerEngine engine, LiveContainer container, LogRequest asked) {
    this.engine = engine;
    this.container = container;
    this.asked = asked;
  }

  void writeTo(ReplyStream out) throws IOException {
    LineWriter writer = new LineWriter(PART + MARGIN);
    writer.text("{\"container_id\":\"" + container.id() + "\",\"logs\":[");
    EngineRef ref = container.ref();
    if (ref != null && asked.tail() != 0) {
      boolean[] first = {true};
      read(
          engine,
          ref,
          asked,
          line -> {
            if (!first[0]) {
              writer.text(",");
            }
            first[0] = false;
            writer.entry(line);
            if (writer.length() >= PART) {
              writer.writeTo(out);
            }
          });
    }
    writer.text("]}");
    writer.writeTo(out);
  }

  /** Takes lines as they are read. */
  @FunctionalInterface
  interface Taker {
    void take(LogLine line) throws IOException;
  }

  /** Reads what is there of what was asked for. */
  static void read(ContainerEngine engine, EngineRef ref, LogRequest asked, Taker taker)
      throws IOException {
    if (!asked.isFiltered() || asked.tail() == LogQuery.ALL) {
      pass(engine, ref, asked, asked.tail(), 0, Long.MAX_VALUE, taker);
      return;
    }
    // The engine cannot take the last of the lines that are wanted. Most often they are near the
    // end; if not, all are looked through, and counted first when they are too many to be kept.
    LastLines last = last(engine, ref, asked, Math.max(NEAR_END, asked.tail()));
    if (last.seen() < asked.tail()) {
      last = last(engine, ref, asked, LogQuery.ALL);
    }
    if (last.isWhole()) {
      for (LogLine line : last.lines()) {
        taker.take(line);
      }
    } else {
      long wanted = count(engine, ref, asked);
      pass(engine, ref, asked, LogQuery.ALL, wanted - asked.tail(), asked.tail(), taker);
    }
  }

  private static LastLines last(
      ContainerEngine engine, EngineRef ref, LogRequest asked, long tail) {
    LastLines last = new LastLines(asked.tail());
    try (LogStream lines = open(engine, ref, asked, tail)) {
      for (LogLine line = lines.next(); line != null; line = lines.next()) {
        if (asked.wants(line)) {
          last.add(line);
        }
      }
    }
    return last;
  }

  private static long count(ContainerEngine engine, EngineRef ref, LogRequest asked) {
    long count = 0;
    try (LogStream lines = open(engine, ref, asked, LogQuery.ALL)) {
      for (LogLine line = lines.next(); line != null; line = lines.next()) {
        count += asked.wants(line) ? 1 : 0;
      }
    }
    return count;
  }

  /** Hands on wanted lines, after so many of them that are passed over, and so many at most. */
  private static void pass(
      ContainerEngine engine,
      EngineRef ref,
      LogRequest asked,
      long tail,
      long skip,
      long most,
      Taker taker)
      throws IOException {
    try (LogStream lines = open(engine, ref, asked, tail)) {
      long toSkip = skip;
      long left = most;
      for (LogLine line = lines.next(); line != null && left > 0; line = lines.next()) {
        if (asked.wants(line) && toSkip-- <= 0) {
          taker.take(line);
          left--;
        }
      }
    }
  }

  private static LogStream open(
      ContainerEngine engine, EngineRef ref, LogRequest asked, long tail) {
    return engine.logs(ref, new LogQuery(asked.since(), asked.until(), tail, false));
  }
}
