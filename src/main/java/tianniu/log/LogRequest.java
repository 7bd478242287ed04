package tianniu.log;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.OutputStreamKind;
import tianniu.http.Query;
import tianniu.http.Timestamps;

/**
 * What was asked of a log.
 *
 * @param tail {@link LogQuery#ALL} for all
 * @param stream null for both
 * @param contains null for any text
 */
record LogRequest(
    long tail,
    @Nullable Instant since,
    @Nullable Instant until,
    boolean follow,
    @Nullable OutputStreamKind stream,
    @Nullable String contains) {
  private static final long DEFAULT_TAIL = 100;

  static LogRequest of(Query query) {
    Long tail = query.parsed("tail", LogRequest::tail, "must be a number of lines, from 0, or all");
    boolean follow = query.flag("follow");
    Instant until = query.instant("until");
    if (follow && until != null) {
      throw Query.refused("until", "must not be given together with follow");
    }
    return new LogRequest(
        tail == null ? DEFAULT_TAIL : tail,
        query.instant("since"),
        until,
        follow,
        query.parsed("stream", LogRequest::stream, "must be stdout or stderr"),
        query.text("contains"));
  }

  /** Whether it asks for less than every line, which the engine cannot choose by itself. */
  boolean isFiltered() {
    return stream != null || contains != null;
  }

  boolean wants(LogLine line) {
    return (stream == null || stream == line.stream())
        && (contains == null || line.message().contains(contains));
  }

  private static Optional<Long> tail(String text) {
    if (text.equals("all")) {
      return Optional.of(LogQuery.ALL);
    }
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static Optional<OutputStreamKind> stream(String word) {
    for (OutputStreamKind kind : OutputStreamKind.values()) {
      if (kind.word().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** One line of a log in the document's shape. */
  record Entry(String timestamp, String stream, String message) {
    static Entry of(LogLine line) {
      return new Entry(
          Timestamps.microseconds(line.timestamp()), line.stream().word(), line.message());
    }
  }
}
