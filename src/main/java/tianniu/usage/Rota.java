package tianniu.usage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Whose turn it is to be sampled. Runs that somebody asks about come first, at the full rate; then
 * new ones, so many a second; then those that nobody asks about, rarely and again so many a second.
 * A sweep looks at what is due and no more, however many runs there are.
 *
 * <p>The sampler's thread owns it; any other may {@link #announce}.
 */
final class Rota {
  /** A read wakes a run: its present rates are known after these two samples. */
  private static final long SECOND_SAMPLE_NANOS = Duration.ofMillis(250).toNanos();

  /** How many new runs are taken in at once, and how long it is until the next so many. */
  private static final int NEW_AT_ONCE = 100;

  private static final long NEW_EVERY_NANOS = Duration.ofMillis(100).toNanos();

  /** Over all runs that nobody asks about: with more of them each has its turn more rarely. */
  private static final int RESTING_PER_SECOND = 50;

  /** Over all runs that somebody asks about: with more of them the full rate is less. */
  private static final int LIVELY_PER_SECOND = 2000;

  private static final double NANOS_PER_SECOND = 1e9;

  private final long intervalNanos;

  /** Turns come at whole intervals since then, however long each sweep takes. */
  private final long origin;

  private final int restingAtOnce;
  private final int livelyAtOnce;

  private final Queue<WatchedRun> announced = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Turn> due =
      new PriorityQueue<>((one, other) -> Long.signum(one.dueAt - other.dueAt));
  private final ArrayDeque<Turn> fresh = new ArrayDeque<>();
  private final ArrayDeque<Turn> resting = new ArrayDeque<>();

  private long freshFrom;
  private int freshLeft = NEW_AT_ONCE;
  private long restingFrom;

  Rota(long intervalNanos, long origin) {
    this.intervalNanos = intervalNanos;
    this.origin = origin;
    this.restingAtOnce = atOnce(RESTING_PER_SECOND);
    this.livelyAtOnce = atOnce(LIVELY_PER_SECOND);
    this.freshFrom = origin;
    this.restingFrom = origin;
  }

  private int atOnce(int perSecond) {
    return (int) Math.max(1, perSecond * intervalNanos / NANOS_PER_SECOND);
  }

  /** A run's next sample. It is void when the run has been given another since. */
  static final class Turn {
    private final WatchedRun run;
    private final long dueAt;

    Turn(WatchedRun run, long dueAt) {
      this.run = run;
      this.dueAt = dueAt;
    }

    boolean isDue(long now) {
      return dueAt - now <= 0;
    }
  }

  /** Makes a new run known, or one that is read after a pause; its next turn is at once. */
  void announce(WatchedRun run) {
    announced.add(run);
  }

  /** Has all runs sampled whose turn it is. */
  void sweep(long now, Consumer<WatchedRun> sample) {
    for (WatchedRun run = announced.poll(); run != null; run = announced.poll()) {
      Turn turn = new Turn(run, now);
      run.turn(turn);
      if (run.isAskedAbout(now)) {
        run.wake(now);
        due.add(turn);
      } else {
        fresh.add(turn);
      }
    }
    for (Turn turn = due.peek(); turn != null && turn.isDue(now); turn = due.peek()) {
      due.remove();
      take(turn, now, sample);
    }
    takeFresh(now, sample);
    takeResting(now, sample);
  }

  private void takeFresh(long now, Consumer<WatchedRun> sample) {
    if (now - freshFrom >= 0) {
      freshFrom = now + NEW_EVERY_NANOS;
      freshLeft = NEW_AT_ONCE;
    }
    while (freshLeft > 0 && !fresh.isEmpty()) {
      freshLeft -= take(fresh.remove(), now, sample) ? 1 : 0;
    }
  }

  private void takeResting(long now, Consumer<WatchedRun> sample) {
    if (now - restingFrom < 0) {
      return;
    }
    restingFrom = whole(now, 1);
    int left = restingAtOnce;
    for (Turn turn = resting.peek();
        turn != null && turn.isDue(now) && left > 0;
        turn = resting.peek()) {
      resting.remove();
      left -= take(turn, now, sample) ? 1 : 0;
    }
  }

  /** False when there was nothing to be done. */
  private boolean take(Turn turn, long now, Consumer<WatchedRun> sample) {
    WatchedRun run = turn.run;
    if (run.isClosed() || run.turn() != turn) {
      return false;
    }
    sample.accept(run);
    plan(run, now);
    return true;
  }

  private void plan(WatchedRun run, long now) {
    if (run.isToBeSampledSoon()) {
      enqueue(run, now + Math.min(SECOND_SAMPLE_NANOS, intervalNanos));
      return;
    }
    Pace pace = run.settle(now);
    switch (pace) {
      case FULL -> enqueue(run, whole(now, stretch()));
      case EASED -> enqueue(run, whole(now, 2 * stretch()));
      case SLOW -> enqueue(run, whole(now, Math.max(stretch(), intervals(Pace.SLOW_NANOS))));
      case RESTING -> rest(run, whole(now, intervals(Pace.RESTING_NANOS)));
    }
  }

  private void enqueue(WatchedRun run, long dueAt) {
    Turn turn = new Turn(run, dueAt);
    run.turn(turn);
    due.add(turn);
    run.expect(dueAt);
  }

  /** At the end of the line: its turn may come that much later. */
  private void rest(WatchedRun run, long dueAt) {
    Turn turn = new Turn(run, dueAt);
    run.turn(turn);
    resting.add(turn);
    run.expect(dueAt + intervalNanos * (resting.size() / restingAtOnce));
  }

  private long stretch() {
    return 1L + due.size() / livelyAtOnce;
  }

  private long intervals(long nanos) {
    return Math.max(1, nanos / intervalNanos);
  }

  /** When the next turn is; an interval from now when there is none. */
  long next(long now) {
    long next = whole(now, 1);
    if (due.isEmpty() && fresh.isEmpty()) {
      // Nobody asks: there is nothing to be done at each interval.
      next = whole(now, intervals(Pace.RESTING_NANOS));
    }
    if (!due.isEmpty()) {
      next = earlier(next, due.element().dueAt);
    }
    if (!fresh.isEmpty()) {
      next = earlier(next, freshFrom);
    }
    if (!resting.isEmpty()) {
      long at = resting.element().dueAt;
      next = earlier(next, at - restingFrom < 0 ? restingFrom : at);
    }
    return next;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  /** So many whole intervals on. A sweep that took longer than one leaves the missed ones out. */
  private long whole(long now, long intervals) {
    return origin + (Math.floorDiv(now - origin, intervalNanos) + intervals) * intervalNanos;
  }
}
