package tianniu.log;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;
import tianniu.http.Json;
import tianniu.http.ReplyStream;
import tianniu.http.Timestamps;

/** Server-sent events: {@code log} with an id to resume from, {@code gap} and {@code end}. */
record SseLines(ReplyStream out) implements LogLines {
  @Override
  public void line(LogPosition position, LogLine line) throws IOException {
    out.write("id: " + position + "\nevent: log\ndata: ");
    out.write(Json.bytes(LogRequest.Entry.of(line)));
    out.write("\n\n");
  }

  @Override
  public void gap(@Nullable Instant after) throws IOException {
    String time = after == null ? "null" : "\"" + Timestamps.microseconds(after) + "\"";
    out.write("event: gap\ndata: {\"lost_after\":" + time + "}\n\n");
  }

  @Override
  public void quiet() throws IOException {
    out.write(": quiet\n\n");
  }

  @Override
  public void end() throws IOException {
    out.write("event: end\ndata: {\"reason\":\"deleted\"}\n\n");
  }
}
