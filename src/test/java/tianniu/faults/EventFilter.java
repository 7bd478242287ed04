package tianniu.faults;

import java.io.ByteArrayOutputStream;

/**
 * Drops and doubles whole events of a stream, of which each is one line; pieces of lines wait for
 * their end.
 */
final class EventFilter {
  private final double dropped;
  private final double doubled;
  private final Rulebook rules;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  EventFilter(double dropped, double doubled, Rulebook rules) {
    this.dropped = dropped;
    this.doubled = doubled;
    this.rules = rules;
  }

  /** What becomes of a piece of the stream, as far as its lines are whole. */
  byte[] filtered(byte[] piece, int length) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (int i = 0; i < length; i++) {
      line.write(piece[i]);
      if (piece[i] == '\n') {
        int times = rules.happens(dropped) ? 0 : rules.happens(doubled) ? 2 : 1;
        for (int time = 0; time < times; time++) {
          kept.writeBytes(line.toByteArray());
        }
        line.reset();
      }
    }
    return kept.toByteArray();
  }
}
