package tianniu.engine.docker;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries in a part of a log's files. A line that dockerd has not written to its end is left
 * out.
 *
 * <p>A line that is no entry, as a crash of dockerd or of the machine leaves one, is passed over,
 * but for an entry that was written behind it. Docker passes over it too, and over what it had
 * buffered behind.
 */
final class FileEntries implements LogEntries {
  static final int BLOCK = 64 * 1024;

  /** A longer line is no entry: of a piece of 16 KiB with six bytes for each there are 96 KiB. */
  private static final int LONGEST_LINE = 1024 * 1024;

  private final LogFiles files;
  private final boolean tty;
  private final @Nullable Instant until;
  private final JsonLogLine line = new JsonLogLine();
  private byte[] buffer = new byte[BLOCK];
  private int at;
  private int limit;

  /** Where {@code limit} is in the files. */
  private long reached;

  private long end;

  /** Where the entry that was read last begins. */
  private long begin;

  /**
   * @param until the first entry that is later is the end, as the engine does it
   */
  FileEntries(LogFiles files, boolean tty, @Nullable Instant until) {
    this.files = files;
    this.tty = tty;
    this.until = until;
    move(0, files.size());
  }

  /**
   * Goes on with what is here.
   *
   * @param from where a line begins
   */
  void move(long from, long to) {
    at = 0;
    limit = 0;
    reached = from;
    end = to;
  }

  /** Goes on with the first line that begins at {@code from} or later. */
  void moveBehind(long from, long to) throws IOException {
    if (from == 0) {
      move(0, to);
      return;
    }
    move(from - 1, to);
    int feed = lineFeed();
    while (feed < 0) {
      at = limit;
      if (!fill()) {
        return;
      }
      feed = lineFeed();
    }
    at = feed + 1;
  }

  /** Where the next line begins. */
  long position() {
    return reached - limit + at;
  }

  /** Where the entry that {@link #advance} has read begins. */
  long begin() {
    return begin;
  }

  /** The entry that {@link #advance} has read. */
  JsonLogLine line() {
    return line;
  }

  @Override
  public @Nullable Entry next() throws IOException {
    if (!advance()) {
      return null;
    }
    if (until != null && isAfter(until)) {
      move(end, end);
      return null;
    }
    int from = line.textFrom();
    int to = line.textTo();
    // A terminal ends its lines with both.
    if (tty && line.endsLine() && to > from && line.text()[to - 1] == '\r') {
      to--;
    }
    byte[] text = Arrays.copyOfRange(line.text(), from, to);
    return new Entry(line.stream(), line.second(), line.nano(), text, line.endsLine());
  }

  /** Whether the entry that was read last is later. */
  boolean isAfter(Instant moment) {
    long second = moment.getEpochSecond();
    return line.second() > second || (line.second() == second && line.nano() > moment.getNano());
  }

  /** Reads the next entry, without making an object of it; false at the end. */
  boolean advance() throws IOException {
    while (true) {
      begin = position();
      int next = line.readUsual(buffer, at, limit);
      if (next != JsonLogLine.NONE) {
        at = next;
        return true;
      }
      int feed = lineFeed();
      if (feed < 0) {
        if (!fill()) {
          return false;
        }
        continue;
      }
      int from = at;
      at = feed + 1;
      if (line.readAny(buffer, from, feed) || readRest(from, feed)) {
        return true;
      }
    }
  }

  /** Whether the next line, if there is a whole one, is an entry. */
  boolean beginsWell() throws IOException {
    while (true) {
      int feed = lineFeed();
      if (feed >= 0) {
        return line.readAny(buffer, at, feed);
      }
      if (!fill()) {
        return true;
      }
    }
  }

  private boolean readRest(int from, int feed) {
    int again = JsonLogLine.lastBeginning(buffer, from, feed);
    return again != JsonLogLine.NONE && line.readAny(buffer, again, feed);
  }

  private int lineFeed() {
    for (int i = at; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Reads more behind what is there; false at the end. */
  private boolean fill() throws IOException {
    if (limit - at >= LONGEST_LINE) {
      at = limit;
    }
    if (at > 0) {
      System.arraycopy(buffer, at, buffer, 0, limit - at);
      limit -= at;
      at = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int most = (int) Math.min(buffer.length - limit, end - reached);
    int count = most <= 0 ? 0 : files.read(reached, buffer, limit, most);
    limit += count;
    reached += count;
    return count > 0;
  }
}
