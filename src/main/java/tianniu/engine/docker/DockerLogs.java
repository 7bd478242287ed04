package tianniu.engine.docker;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.LastLines;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.docker.DockerLogStream.Source;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * Reads logs so that a query means what it says. Docker's own {@code tail} counts pieces of lines
 * and is taken before {@code since} and {@code until}, and its {@code until} is inclusive. So the
 * last lines of a few are kept while they pass by; many are counted in a first pass, and what is
 * too much is passed over in a second. That times in a log grow is taken for granted, within a
 * second. What need not be followed is read from the files where that can be done ({@link
 * NearLogs}).
 */
final class DockerLogs {
  /** How long the engine may search a large log without a word. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A line of the largest size, in pieces of 16 KiB. */
  static final long PIECES = 64;

  /**
   * Docker leaves out the first pieces of a line when they are older than {@code since}; we ask
   * from so much before, and leave out whole lines.
   */
  private static final Duration LONGEST_LINE = Duration.ofSeconds(1);

  /** Lines of a tail that are kept rather than counted first and read again. */
  static final long MOST_KEPT = 10_000;

  /** How many pieces from the end are looked at first, and at most. */
  private static final long FIRST_WINDOW = 256;

  private static final long LARGEST_WINDOW = FIRST_WINDOW * 8 * 8 * 8;
  private static final long GROWTH = 8;

  private final DockerHttp http;
  private final @Nullable NearLogs near;

  /**
   * @param near null where the engine's files are not this machine's own
   */
  DockerLogs(DockerHttp http, @Nullable NearLogs near) {
    this.http = http;
    this.near = near;
  }

  LogStream open(Wire.Inspected container, LogQuery query) {
    Wire.LogConfig log = container.hostConfig().logConfig();
    if (log != null && "none".equals(log.type())) {
      return Nothing.INSTANCE;
    }
    return orNothing(() -> opened(container, query));
  }

  /** The last pieces, without a look at the container first. */
  LogStream last(EngineContainer container, int pieces) {
    Source source = new Source(container.ref(), container.tty(), null, null);
    return orNothing(() -> read(source, pieces, false, 0, Long.MAX_VALUE));
  }

  private static LogStream orNothing(Supplier<LogStream> opening) {
    try {
      return opening.get();
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
    if (near != null && !query.follow() && query.tail() != 0) {
      LogStream lines = near.open(container, source, query.tail());
      if (lines != null) {
        return lines;
      }
    }
    if (query.tail() == LogQuery.ALL) {
      return query.since() == null
          ? read(source, LogQuery.ALL, query.follow(), 0, Long.MAX_VALUE)
          : since(source, query.since().minus(LONGEST_LINE), query.follow());
    }
    if (query.tail() == 0) {
      return query.follow() ? read(source, 0, true, 0, Long.MAX_VALUE) : Nothing.INSTANCE;
    }
    if (!query.follow() && query.tail() <= MOST_KEPT) {
      LastLines last = last(source, query.tail());
      if (last.isWhole()) {
        return new Kept(last.lines().iterator());
      }
    }
    Window window = window(source, query.tail());
    long skip = Math.max(0, window.lines() - query.tail());
    // Lines written since the count come on top: they are wanted only when following.
    long most = query.follow() ? Long.MAX_VALUE : query.tail();
    return read(source, window.pieces(), query.follow(), skip, most);
  }

  /**
   * The engine finds the time that it is asked for by reading its log from the very beginning; the
   * last so many pieces it finds from the end. So we ask for more and more of these until they
   * begin before that time, and leave out what is older.
   */
  private LogStream since(Source source, Instant from, boolean follow) {
    Instant before = null;
    for (long pieces = FIRST_WINDOW; pieces <= LARGEST_WINDOW; pieces *= GROWTH) {
      DockerLogStream window = readBack(source, pieces, false);
      Instant first = window.firstTime();
      boolean reaches = first != null && first.isBefore(from);
      if (reaches && !follow) {
        return window;
      }
      boolean isAll = first != null && (first.equals(before) || isSmaller(window, pieces));
      window.close();
      if (reaches) {
        // More than needed, for new lines may have moved the window on; and if too many, once more.
        DockerLogStream followed = readBack(source, pieces * GROWTH, true);
        Instant start = followed.firstTime();
        if (start != null && start.isBefore(from)) {
          return followed;
        }
        followed.close();
      } else if (isAll || (first == null && source.until() == null)) {
        break;
      }
      before = first;
    }
    return read(source, LogQuery.ALL, follow, 0, Long.MAX_VALUE);
  }

  /** Whether the whole log is in the window; looked at only where that is little to read. */
  private static boolean isSmaller(DockerLogStream window, long pieces) {
    if (pieces > FIRST_WINDOW || window.hasUntil()) {
      return false;
    }
    while (window.next() != null) {
      // Counted by the stream.
    }
    return window.entryCount() < pieces;
  }

  /** The last lines in one reading, of as little of the log as will do. */
  private LastLines last(Source source, long tail) {
    Reach before = new Reach(0, null);
    for (long pieces = tail + PIECES; ; pieces *= GROWTH) {
      long asked = pieces > LARGEST_WINDOW ? LogQuery.ALL : pieces;
      LastLines last = new LastLines(tail);
      LogLine first = null;
      long count;
      try (DockerLogStream lines = read(source, asked, false, 0, Long.MAX_VALUE)) {
        for (LogLine line = lines.next(); line != null; line = lines.next()) {
          first = first == null ? line : first;
          last.add(line);
        }
        count = lines.entryCount();
      }
      // Of the first line that comes a part may be missing, so that one more is to be there. With
      // an end given, fewer pieces than asked for prove nothing: the others may be too young.
      Reach reach = new Reach(last.seen(), first);
      if (asked == LogQuery.ALL
          || !last.isWhole()
          || last.seen() > tail
          || (source.until() == null && count < asked)
          || (first != null && reach.equals(before))) {
        return last;
      }
      before = reach;
    }
  }

  /** How many lines came, and the first; a larger window that has the same has all. */
  private record Reach(long lines, @Nullable LogLine first) {}

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

  private DockerLogStream readBack(Source source, long pieces, boolean follow) {
    return read(source, null, pieces, follow, 0, Long.MAX_VALUE);
  }

  private DockerLogStream read(Source source, long pieces, boolean follow, long skip, long most) {
    return read(source, source.since(), pieces, follow, skip, most);
  }

  private DockerLogStream read(
      Source source, @Nullable Instant since, long pieces, boolean follow, long skip, long most) {
    Call call =
        Call.stream("/containers/" + source.ref() + "/logs")
            .query("stdout", 1)
            .query("stderr", 1)
            .query("timestamps", 1)
            .query("follow", follow ? 1 : 0)
            .query("tail", pieces == LogQuery.ALL ? "all" : Long.toString(pieces));
    if (since != null) {
      call = call.query("since", unixTime(since.minus(LONGEST_LINE)));
    }
    if (source.until() != null) {
      call = call.query("until", unixTime(source.until()));
    }
    StreamedReply reply = http.open(call.within(PATIENCE), new Subject.Container(source.ref()));
    InputStream body = follow ? reply.body() : new BulkInput(reply.body(PATIENCE));
    LogEntries entries = source.tty() ? new RawEntries(body) : new FramedEntries(body);
    return new DockerLogStream(
        new DockerLogStream.Answer(reply, body), new LineJoiner(entries), source, skip, most);
  }

  /** Seconds and nanoseconds since 1970, as Docker's queries take a moment. */
  static String unixTime(Instant moment) {
    Instant known = moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment;
    return String.format(java.util.Locale.ROOT, "%d.%09d", known.getEpochSecond(), known.getNano());
  }

  private record Window(long pieces, long lines) {}

  private record Counted(long lines, long pieces) {}

  /** Lines that were read already. */
  record Kept(Iterator<LogLine> lines) implements LogStream {
    @Override
    public @Nullable LogLine next() {
      return lines.hasNext() ? lines.next() : null;
    }

    @Override
    public void close() {}
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
