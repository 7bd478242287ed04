package tianniu.log;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.LogLine;

/**
 * Some lines of a feed one after the other, written in each format once for all who follow. Guarded
 * by the feed's lock; what a {@link Part} shows does not change any more.
 */
final class FeedBlock {
  /** A block takes no further line beyond this, so that memory is given back in small parts. */
  static final int FULL = 64 * 1024;

  /** What a line costs beside its bytes, roughly. */
  private static final int OVERHEAD = 128;

  private static final int SMALL = 1024;

  private final long first;
  private Placed[] lines = new Placed[16];
  private int count;
  private long cost;
  private final Map<LogFormat, Written> written = new EnumMap<>(LogFormat.class);

  /**
   * A line where it stands in the log.
   *
   * @param lostAfter the time of the line before, when lines between the two were lost
   */
  record Placed(LogPosition position, LogLine line, @Nullable Instant lostAfter) {}

  /**
   * Lines of a block from one up to another, and their bytes.
   *
   * @param ends where each line of the block ends in {@code bytes}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and shared because that is cheap
  record Part(Placed[] lines, byte[] bytes, int[] ends, int from, int to) {
    int start(int line) {
      return line == 0 ? 0 : ends[line - 1];
    }
  }

  private static final class Written {
    private final LineWriter writer = new LineWriter(SMALL);
    private int[] ends = new int[16];
    private int count;
  }

  /**
   * @param first the number of its first line in the feed
   */
  FeedBlock(long first) {
    this.first = first;
  }

  long first() {
    return first;
  }

  /** The number of the line after its last. */
  long end() {
    return first + count;
  }

  long cost() {
    return cost;
  }

  Placed line(long number) {
    return lines[(int) (number - first)];
  }

  void add(Placed line) {
    if (count == lines.length) {
      lines = Arrays.copyOf(lines, count * 2);
    }
    lines[count++] = line;
    cost += line.line().bytes().length + OVERHEAD;
  }

  /** The lines from this number on, as they are written in a format. */
  Part from(long number, LogFormat format) {
    Written done = written.computeIfAbsent(format, _ -> new Written());
    while (done.count < count) {
      Placed placed = lines[done.count];
      if (placed.lostAfter() != null) {
        format.gap(placed.lostAfter(), done.writer);
      }
      format.line(placed.position(), placed.line(), done.writer);
      if (done.count == done.ends.length) {
        done.ends = Arrays.copyOf(done.ends, done.count * 2);
      }
      done.ends[done.count++] = done.writer.length();
    }
    return new Part(lines, done.writer.buffer(), done.ends, (int) (number - first), count);
  }
}
