package tianniu.log;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The lines of a feed, in blocks of which the oldest can go. There is always one. Guarded by the
 * feed's lock.
 */
final class FeedRing {
  private final ArrayDeque<FeedBlock> blocks = new ArrayDeque<>();
  private long bytes;

  FeedRing() {
    blocks.add(new FeedBlock(0));
  }

  /** The number of the oldest line, which has not come yet when it is {@link #end}. */
  long start() {
    return blocks.getFirst().first();
  }

  /** The number that the next line will have. */
  long end() {
    return blocks.getLast().end();
  }

  /** What all lines cost. */
  long bytes() {
    return bytes;
  }

  FeedBlock.Placed line(long number) {
    return blockOf(number).line(number);
  }

  FeedBlock blockOf(long number) {
    // From the newest on, for there most readers are.
    for (Iterator<FeedBlock> each = blocks.descendingIterator(); each.hasNext(); ) {
      FeedBlock block = each.next();
      if (number >= block.first()) {
        return block;
      }
    }
    throw new IllegalArgumentException("no line " + number);
  }

  /** Whether the next line needs a block of its own. */
  boolean isLastFull() {
    return blocks.getLast().cost() >= FeedBlock.FULL;
  }

  void add(FeedBlock.Placed line) {
    if (isLastFull()) {
      blocks.addLast(new FeedBlock(end()));
    }
    FeedBlock last = blocks.getLast();
    long before = last.cost();
    last.add(line);
    bytes += last.cost() - before;
  }

  boolean hasSeveral() {
    return blocks.size() > 1;
  }

  FeedBlock oldest() {
    return blocks.getFirst();
  }

  void dropOldest() {
    bytes -= blocks.removeFirst().cost();
  }
}
