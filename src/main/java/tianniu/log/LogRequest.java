package tianniu.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.OutputStreamKind;
import tianniu.http.Query;

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

  /** By how much the times of neighbouring lines may be out of order, those of two outputs. */
  private static final Duration DISORDER = Duration.ofSeconds(1);

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

  /** Whether every line is wanted. */
  boolean takesAll() {
    return !isFiltered() && since == null;
  }

  /** Whether a line is one that is asked for, but for {@code tail} and {@code until}. */
  boolean wants(LogLine line) {
    return (stream == null || stream == line.stream())
        && (since == null || !line.timestamp().isBefore(since))
        && (contains == null || line.message().contains(contains));
  }

  /** Whether all lines before this one are certain to be older than what is asked for. */
  boolean isOlderThanAsked(@Nullable LogLine line) {
    return since != null && line != null && line.timestamp().isBefore(since.minus(DISORDER));
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
}
