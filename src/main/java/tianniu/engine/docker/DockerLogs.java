package tianniu.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * Reads logs so that a query means what it says. Docker's own {@code tail} counts pieces of lines
 * and is taken before {@code since} and {@code until}, and its {@code until} is inclusive. So the
 * lines are counted in a first pass, and what is too much is passed over in a second: no line is
 * kept.
 */
final class DockerLogs {
  /** How long the engine may search a large log without a word. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A line of the largest size, in pieces of 16 KiB. */
  private static final long PIECES = 64;

  /**
   * Docker leaves out the first pieces of a line when they are older than {@code since}; we ask
   * from so much before, and leave out whole lines.
   */
  private static final Duration LONGEST_LINE = Duration.ofSeconds(1);

  private final DockerHttp http;

  DockerLogs(DockerHttp http) {
    this.http = http;
  }

  LogStream open(Wire.Inspected container, LogQuery query) {
    Wire.LogConfig log = container.hostConfig().logConfig();
    if (log != null && "none".equals(log.type())) {
      return Nothing.INSTANCE;
    }
    try {
      return opened(container, query);
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.EngineRefused refused && isNotKept(refused.message())) {
        return Nothing.INSTANCE;
      }
      throw e;
    }
  }

  /** Drivers such as syslog pass lines on and keep none, which only the engine knows. */
  private static boolean isNotKept(String message) {
    return message.contains("logging driver does not support reading");
  }

  private LogStream opened(Wire.Inspected container, LogQuery query) {
    Source source =
        new Source(
            new EngineRef(container.id()),
            Boolean.TRUE.equals(container.config().tty()),
            query.since(),
            query.until());
    if (query.tail() == LogQuery.ALL) {
      return read(source, LogQuery.ALL, query.follow(), 0, Long.MAX_VALUE);
    }
    if (query.tail() == 0) {
      return query.follow() ? read(source, 0, true, 0, Long.MAX_VALUE) : Nothing.INSTANCE;
    }
    Window window = window(source, query.tail());
    long skip = Math.max(0, window.lines() - query.tail());
    // Lines written since the count come on top: they are wanted only when following.
    long most = query.follow() ? Long.MAX_VALUE : query.tail();
    return read(source, window.pieces(), query.follow(), skip, most);
  }

  /** How many pieces to ask for to get {@code tail} whole lines, and the lines that come then. */
  private Window window(Source source, long tail) {
    if (source.until() != null) {
      return new Window(LogQuery.ALL, count(source, LogQuery.ALL).lines());
    }
    // One line more than wanted: of the first that comes a part may be missing.
    for (long pieces = Math.addExact(tail, PIECES); ; pieces = Math.multiplyExact(pieces, 8)) {
      Counted counted = count(source, pieces);
      if (counted.lines() > tail || counted.pieces() < pieces) {
        return new Window(pieces, counted.lines());
      }
    }
  }

  private Counted count(Source source, long pieces) {
    try (DockerLogStream lines = read(source, pieces, false, 0, Long.MAX_VALUE)) {
      long count = 0;
      while (lines.next() != null) {
        count++;
      }
      return new Counted(count, lines.entryCount());
    }
  }

  private DockerLogStream read(Source source, long pieces, boolean follow, long skip, long most) {
    Call call =
        Call.stream("/containers/" + source.ref() + "/logs")
            .query("stdout", 1)
            .query("stderr", 1)
            .query("timestamps", 1)
            .query("follow", follow ? 1 : 0)
            .query("tail", pieces == LogQuery.ALL ? "all" : Long.toString(pieces));
    if (source.since() != null) {
      call = call.query("since", unixTime(source.since().minus(LONGEST_LINE)));
    }
    if (source.until() != null) {
      call = call.query("until", unixTime(source.until()));
    }
    StreamedReply reply = http.open(call.within(PATIENCE), new Subject.Container(source.ref()));
    InputStream body = follow ? reply.body() : reply.body(PATIENCE);
    LogEntries entries = source.tty() ? new RawEntries(body) : new FramedEntries(body);
    return new DockerLogStream(reply, body, new LineJoiner(entries), source, skip, most);
  }

  /** Seconds and nanoseconds since 1970, as Docker's queries take a moment. */
  static String unixTime(Instant moment) {
    Instant known = moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment;
    return String.format(java.util.Locale.ROOT, "%d.%09d", known.getEpochSecond(), known.getNano());
  }

  private record Source(
      EngineRef ref, boolean tty, @Nullable Instant since, @Nullable Instant until) {
    boolean takes(LogLine line) {
      return (since == null || !line.timestamp().isBefore(since))
          && (until == null || line.timestamp().isBefore(until));
    }
  }

  private record Window(long pieces, long lines) {}

  private record Counted(long lines, long pieces) {}

  private static final class DockerLogStream implements LogStream {
    private final StreamedReply reply;
    private final InputStream body;
    private final LineJoiner lines;
    private final Source source;
    private long skip;
    private long most;

    DockerLogStream(
        StreamedReply reply,
        InputStream body,
        LineJoiner lines,
        Source source,
        long skip,
        long most) {
      this.reply = reply;
      this.body = body;
      this.lines = lines;
      this.source = source;
      this.skip = skip;
      this.most = most;
    }

    long entryCount() {
      return lines.entryCount();
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
        if (reply.isClosedByUs()) {
          return null;
        }
        throw DockerHttp.unavailable(e);
      }
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

  /** Of a query for no lines, and of a log that is not kept. */
  private enum Nothing implements LogStream {
    INSTANCE;

    @Override
    public @Nullable LogLine next() {
      return null;
    }

    @Override
    public void close() {}
  }
}
