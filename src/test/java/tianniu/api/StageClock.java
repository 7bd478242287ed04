package tianniu.api;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock of a pretended machine: it stands at each moment of its past while that is set up, and
 * goes from there on, since usage is measured over time that passes.
 */
final class StageClock implements InstantSource {
  private record Reading(Instant from, long nanoTime) {}

  private volatile Instant standing;
  private volatile boolean goes;
  private volatile Reading start;

  StageClock(Instant first) {
    standing = first;
    start = new Reading(first, 0);
  }

  /** Stands at this moment. */
  void at(String moment) {
    standing = Instant.parse(moment);
  }

  /** Goes on from this moment. */
  void goFrom(Instant moment) {
    start = new Reading(moment, System.nanoTime());
    goes = true;
  }

  @Override
  public Instant instant() {
    Reading from = start;
    return goes ? from.from().plusNanos(System.nanoTime() - from.nanoTime()) : standing;
  }
}
