package tianniu.engine.docker;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.LastLines;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.docker.DockerLogStream.Source;
import tianniu.fault.FaultException;

/**
 * Logs from this machine's own files, where Docker's usual driver has written them: dockerd spends
 * ten times as long on decoding them, and looks for a time from the beginning on. What is there is
 * what the engine would show: up to the end that the log had when it was asked for.
 */
final class NearLogs {
  private static final Logger LOG = LoggerFactory.getLogger(NearLogs.class);

  private static final int MOST_FILES = 100;

  /** By how much the times of neighbouring entries may be out of order, those of two outputs. */
  private static final Duration DISORDER = Duration.ofSeconds(1);

  private static final long GROWTH = 8;

  /**
   * The lines of a container's log, without following it.
   *
   * @return null when only the engine can read it
   */
  @Nullable LogStream open(Wire.Inspected container, Source source, long tail) {
    Path path = path(container);
    int most = mostFiles(container.hostConfig().logConfig());
    if (path == null || most == 0) {
      return null;
    }
    LogFiles files = null;
    LogStream opened = null;
    try {
      files = LogFiles.open(path, most);
      LogSearch search = new LogSearch(files);
      if (search.beginsWell()) {
        opened = opened(files, search, source, tail);
      } else {
        LOG.debug("The log {} begins with something else than an entry", path);
      }
    } catch (NoSuchFileException e) {
      // It never ran, or this process sees other files than the engine.
    } catch (IOException | FaultException e) {
      LOG.debug("The log {} cannot be read here", path, e);
    } finally {
      if (files != null && !(opened instanceof DockerLogStream)) {
        files.close();
      }
    }
    return opened;
  }

  private static LogStream opened(LogFiles files, LogSearch search, Source source, long tail)
      throws IOException {
    Instant since = source.since();
    Instant until = source.until();
    long from = 0;
    if (since != null) {
      // With the first pieces of a line that took long.
      from = search.backPieces(0, search.at(since.minus(DISORDER)), DockerLogs.PIECES);
    }
    if (tail == LogQuery.ALL) {
      return read(files, source, from, 0, Long.MAX_VALUE);
    }
    long to = files.size();
    if (until != null) {
      to = search.after(until, Math.max(from, search.at(until.minus(DISORDER))));
    }
    for (long lines = Math.addExact(tail, 1); ; lines = Math.multiplyExact(lines, GROWTH)) {
      long start = search.backPieces(from, search.backLines(from, to, lines), DockerLogs.PIECES);
      LastLines last = new LastLines(tail <= DockerLogs.MOST_KEPT ? tail : 1);
      // Not closed: the files are needed still, or closed by who opened them.
      DockerLogStream read = read(files, source, start, 0, Long.MAX_VALUE);
      for (LogLine line = read.next(); line != null; line = read.next()) {
        last.add(line);
      }
      // One more than wanted, for of the first a part may be missing.
      if (last.seen() > tail || start == from) {
        return tail <= DockerLogs.MOST_KEPT && last.isWhole()
            ? new DockerLogs.Kept(last.lines().iterator())
            : read(files, source, start, Math.max(0, last.seen() - tail), Long.MAX_VALUE);
      }
    }
  }

  private static DockerLogStream read(
      LogFiles files, Source source, long from, long skip, long most) {
    FileEntries entries = new FileEntries(files, source.tty(), source.until());
    entries.move(from, files.size());
    return new DockerLogStream(files, new LineJoiner(entries), source, skip, most);
  }

  /** Null where no file of the usual name is told. */
  private static @Nullable Path path(Wire.Inspected container) {
    String told = container.logPath();
    Wire.LogConfig log = container.hostConfig().logConfig();
    if (told == null || told.isEmpty() || log == null || !"json-file".equals(log.type())) {
      return null;
    }
    try {
      Path path = Path.of(told);
      return path.isAbsolute()
              && path.endsWith(Path.of(container.id(), container.id() + "-json.log"))
          ? path
          : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** How many files the log may have; 0 when they are not to be read here. */
  private static int mostFiles(Wire.@Nullable LogConfig log) {
    Map<String, String> config = log == null || log.config() == null ? Map.of() : log.config();
    if (!config.getOrDefault("compress", "false").equals("false")) {
      return 0;
    }
    try {
      int most = Integer.parseInt(config.getOrDefault("max-file", "1"));
      // dockerd begins its only file anew while it is read.
      boolean isCutShort = most < 2 && config.containsKey("max-size");
      return most < 1 || most > MOST_FILES || isCutShort ? 0 : most;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
