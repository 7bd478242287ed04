package tianniu.engine.docker;

import java.io.IOException;
import java.time.Instant;

/** Finds places in a log's files without reading them from the beginning. */
final class LogSearch {
  private final FileEntries entries;
  private final long size;

  LogSearch(LogFiles files) {
    this.entries = new FileEntries(files, false, null);
    this.size = files.size();
  }

  /** Whether the log begins with an entry, or not at all. */
  boolean beginsWell() throws IOException {
    entries.move(0, size);
    return entries.beginsWell();
  }

  /** Where the first entry of this time or later begins, when times grow; the end if none is. */
  long at(Instant time) throws IOException {
    Instant before = time.minusNanos(1);
    long low = 0;
    long high = size;
    long found = size;
    while (high - low > FileEntries.BLOCK) {
      long middle = low + (high - low) / 2;
      entries.moveBehind(middle, high);
      if (!entries.advance()) {
        // Of a line that begins before it, and lines that are no entries.
        high = middle;
      } else if (entries.isAfter(before)) {
        found = entries.begin();
        high = middle;
      } else {
        low = entries.position();
      }
    }
    entries.move(low, found);
    while (entries.advance()) {
      if (entries.isAfter(before)) {
        return entries.begin();
      }
    }
    return found;
  }

  /** Where the first entry after this time begins that comes at {@code from} or later. */
  long after(Instant time, long from) throws IOException {
    entries.move(from, size);
    while (entries.advance()) {
      if (entries.isAfter(time)) {
        return entries.begin();
      }
    }
    return size;
  }

  /**
   * A place with at least so many ends of lines from there to {@code to}; {@code from} when there
   * are less.
   */
  long backLines(long from, long to, long count) throws IOException {
    return back(from, to, count, true);
  }

  /** As the other, for entries of any kind. */
  long backPieces(long from, long to, long count) throws IOException {
    return back(from, to, count, false);
  }

  private long back(long from, long to, long count, boolean onlyEnds) throws IOException {
    long seen = 0;
    long begin = to;
    long block = FileEntries.BLOCK;
    while (begin > from && seen < count) {
      long end = begin;
      begin = Math.max(from, end - block);
      if (begin == from) {
        entries.move(from, end);
      } else {
        entries.moveBehind(begin, end);
        begin = entries.position();
      }
      // Where no line begins in a block, a longer one goes through it.
      block = begin < end ? FileEntries.BLOCK : block * 2;
      while (entries.advance()) {
        seen += !onlyEnds || entries.line().endsLine() ? 1 : 0;
      }
    }
    return begin;
  }
}
