package tianniu.log;

import java.io.IOException;
import tianniu.engine.ContainerEngine;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.http.Json;
import tianniu.http.ReplyStream;
import tianniu.live.LiveContainer;

/** A part of a log as one JSON document, written as it is read: its size costs no memory. */
final class LogPage {
  private final ContainerEngine engine;
  private final LiveContainer container;
  private final LogRequest asked;

  LogPage(ContainerEngine engine, LiveContainer container, LogRequest asked) {
    this.engine = engine;
    this.container = container;
    this.asked = asked;
  }

  void writeTo(ReplyStream out) throws IOException {
    out.write("{\"container_id\":\"" + container.id() + "\",\"logs\":[");
    EngineRef ref = container.ref();
    if (ref != null && asked.tail() != 0) {
      writeLines(ref, out);
    }
    out.write("]}");
  }

  private void writeLines(EngineRef ref, ReplyStream out) throws IOException {
    boolean counts = asked.isFiltered() && asked.tail() != LogQuery.ALL;
    // The engine cannot take the last of the lines that are wanted: they are counted first.
    long wanted = counts ? countWanted(engine, ref, asked) : Long.MAX_VALUE;
    long skip = counts ? Math.max(0, wanted - asked.tail()) : 0;
    long tail = asked.isFiltered() ? LogQuery.ALL : asked.tail();
    try (LogStream lines = open(engine, ref, asked, tail)) {
      long seen = 0;
      LogLine line = lines.next();
      while (line != null && seen < wanted) {
        if (asked.wants(line)) {
          if (seen >= skip) {
            if (seen > skip) {
              out.write(",");
            }
            out.write(Json.bytes(LogRequest.Entry.of(line)));
          }
          seen++;
        }
        line = lines.next();
      }
    }
  }

  /** How many of the lines of now are wanted, however many the tail would leave. */
  static long countWanted(ContainerEngine engine, EngineRef ref, LogRequest asked) {
    try (LogStream lines = open(engine, ref, asked, LogQuery.ALL)) {
      long count = 0;
      LogLine line = lines.next();
      while (line != null) {
        count += asked.wants(line) ? 1 : 0;
        line = lines.next();
      }
      return count;
    }
  }

  private static LogStream open(
      ContainerEngine engine, EngineRef ref, LogRequest asked, long tail) {
    return engine.logs(ref, new LogQuery(asked.since(), asked.until(), tail, false));
  }
}
