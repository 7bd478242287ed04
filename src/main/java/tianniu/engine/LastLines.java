package tianniu.engine;

import java.util.ArrayDeque;
import java.util.List;

/** The last lines of many that pass by, as far as they fit into a fixed part of the memory. */
public final class LastLines {
  private static final long MOST_BYTES = 4 * 1024 * 1024;

  /** What a line costs beside its bytes. */
  private static final int OVERHEAD = 64;

  private final ArrayDeque<LogLine> kept = new ArrayDeque<>();
  private final long most;
  private long bytes;
  private long seen;
  private boolean whole = true;

  /**
   * @param most how many are wanted
   */
  public LastLines(long most) {
    this.most = most;
  }

  public void add(LogLine line) {
    seen++;
    kept.addLast(line);
    bytes += cost(line);
    if (kept.size() > most) {
      drop();
    }
    while (bytes > MOST_BYTES && kept.size() > 1) {
      drop();
      whole = false;
    }
  }

  /** How many passed by. */
  public long seen() {
    return seen;
  }

  /** Whether memory sufficed for as many as were wanted. */
  public boolean isWhole() {
    return whole;
  }

  /** Oldest first. */
  public List<LogLine> lines() {
    return List.copyOf(kept);
  }

  private void drop() {
    bytes -= cost(kept.removeFirst());
  }

  private static long cost(LogLine line) {
    return (long) line.bytes().length + OVERHEAD;
  }
}
