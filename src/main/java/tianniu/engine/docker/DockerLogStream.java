package tianniu.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogStream;

/** The lines of one reading of a log, without those that were not asked for. */
final class DockerLogStream implements LogStream {
  private final Origin origin;
  private final LineJoiner lines;
  private final Source source;
  private long skip;
  private long most;

  /** Which lines of which container, since inclusive and until exclusive. */
  record Source(EngineRef ref, boolean tty, @Nullable Instant since, @Nullable Instant until) {
    boolean takes(LogLine line) {
      return (since == null || !line.timestamp().isBefore(since))
          && (until == null || line.timestamp().isBefore(until));
    }
  }

  /** What the lines are read from. */
  interface Origin extends AutoCloseable {
    /** Whether {@link #close} was called: what then ends a reading is no fault. */
    boolean isClosedByUs();

    @Override
    void close();
  }

  /** An answer of the engine. */
  record Answer(StreamedReply reply, InputStream body) implements Origin {
    @Override
    public boolean isClosedByUs() {
      return reply.isClosedByUs();
    }

    @Override
    public void close() {
      reply.close();
      try {
        body.close();
      } catch (IOException e) {
        // The connection is closed already.
      }
    }
  }

  /**
   * @param skip how many of the lines that are asked for are passed over
   * @param most how many of them come then
   */
  DockerLogStream(Origin origin, LineJoiner lines, Source source, long skip, long most) {
    this.origin = origin;
    this.lines = lines;
    this.source = source;
    this.skip = skip;
    this.most = most;
  }

  /** How many entries of the engine's were read. */
  long entryCount() {
    return lines.entryCount();
  }

  boolean hasUntil() {
    return source.until() != null;
  }

  /** Waits for the first entry, wanted or not, and tells its time; null when there is none. */
  @Nullable Instant firstTime() {
    try {
      LogEntries.Entry first = lines.first();
      return first == null ? null : Instant.ofEpochSecond(first.second(), first.nano());
    } catch (IOException e) {
      throw DockerHttp.unavailable(e);
    }
  }

  @Override
  public @Nullable LogLine next() {
    if (most == 0) {
      return null;
    }
    try {
      for (LogLine line = lines.next(); line != null; line = lines.next()) {
        if (source.takes(line) && skip-- <= 0) {
          most--;
          return line;
        }
      }
      return null;
    } catch (IOException e) {
      if (origin.isClosedByUs()) {
        return null;
      }
      throw DockerHttp.unavailable(e);
    }
  }

  @Override
  public void close() {
    origin.close();
  }
}
