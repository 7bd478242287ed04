package tianniu.log;

import java.time.Instant;
import tianniu.engine.LogLine;
import tianniu.http.EventWriter;
import tianniu.http.Timestamps;

/** How a followed log is written to its reader. */
enum LogFormat {
  /** One JSON entry a line and nothing else: there is no room in it for marks. */
  NDJSON("application/x-ndjson") {
    @Override
    void line(LogPosition position, LogLine line, LineWriter out) {
      out.entry(line);
      out.text("\n");
    }

    @Override
    void gap(Instant after, LineWriter out) {}

    @Override
    void quiet(LineWriter out) {}

    @Override
    void end(LineWriter out) {}

    @Override
    void shutdown(LineWriter out) {}
  },

  /** Server-sent events: {@code log} with an id to resume from, {@code gap} and {@code end}. */
  SSE("text/event-stream") {
    @Override
    void line(LogPosition position, LogLine line, LineWriter out) {
      out.text("id: ");
      out.text(position.toString());
      out.text("\nevent: log\ndata: ");
      out.entry(line);
      out.text("\n\n");
    }

    @Override
    void gap(Instant after, LineWriter out) {
      out.text("event: gap\ndata: {\"lost_after\":\"");
      out.text(Timestamps.microseconds(after));
      out.text("\"}\n\n");
    }

    @Override
    void quiet(LineWriter out) {
      out.text(": quiet\n\n");
    }

    @Override
    void end(LineWriter out) {
      out.text("event: end\ndata: {\"reason\":\"deleted\"}\n\n");
    }

    @Override
    void shutdown(LineWriter out) {
      out.text(EventWriter.SHUTDOWN);
    }
  };

  private final String contentType;

  LogFormat(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  abstract void line(LogPosition position, LogLine line, LineWriter out);

  /**
   * Lines were lost.
   *
   * @param after the time of the last line before them
   */
  abstract void gap(Instant after, LineWriter out);

  /** Nothing happened for a while. */
  abstract void quiet(LineWriter out);

  /** The container is gone, and with it the log. */
  abstract void end(LineWriter out);

  /** The server ends; the container and its log stay. */
  abstract void shutdown(LineWriter out);
}
