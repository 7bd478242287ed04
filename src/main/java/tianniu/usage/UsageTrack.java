package tianniu.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/**
 * What one container used within the last hour, over its restarts: each second of the last minutes,
 * and tens of seconds before that. What is sampled less often has fewer points; what was not
 * sampled has none.
 */
final class UsageTrack {
  private static final int FINE_MILLIS = 300_000;
  private static final int COARSE_MILLIS = 3_600_000;

  /** Samples that together are no longer than this become one point; a little more than a step. */
  private static final int FINE_STEP_MILLIS = 1_100;

  private static final int COARSE_STEP_MILLIS = 10_100;

  /** Over so long a time an average says nothing of any moment in it. */
  private static final long LONGEST_SPAN_MILLIS = 600_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final PointRing fine = new PointRing();
  private final PointRing coarse = new PointRing();
  private boolean dropped;
  private volatile long newestMillis;

  /**
   * Takes in a sample.
   *
   * @param previous the one before it in its run; null when there is none
   * @param room is told by how many points the memory has changed, and answers how many points may
   *     stay
   * @return false when nobody reads this track any more
   */
  boolean add(@Nullable Counters previous, UsageSample sample, IntUnaryOperator room) {
    lock.lock();
    try {
      if (dropped) {
        return false;
      }
      int before = capacity();
      long millis = sample.takenAt().toEpochMilli();
      newestMillis = millis;
      int time = (int) millis;
      forgetFrom(fine, time);
      forgetFrom(coarse, time);
      append(fine, point(previous, sample, time), FINE_STEP_MILLIS);
      while (time - fine.get(0, PointRing.TIME) > FINE_MILLIS) {
        append(coarse, fine.removeFirst(), COARSE_STEP_MILLIS);
      }
      while (coarse.count() > 0 && time - coarse.get(0, PointRing.TIME) > COARSE_MILLIS) {
        coarse.removeFirst();
      }
      fine.shrink(false);
      coarse.shrink(false);
      fit(before, room);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** When there is too little room, what is fine becomes coarse first, and then the oldest goes. */
  private void fit(int before, IntUnaryOperator room) {
    int allowed = room.applyAsInt(capacity() - before);
    if (capacity() <= allowed) {
      return;
    }
    int full = capacity();
    while (fine.count() + coarse.count() > allowed) {
      if (fine.count() > allowed / 2) {
        append(coarse, fine.removeFirst(), COARSE_STEP_MILLIS);
      } else {
        coarse.removeFirst();
      }
    }
    fine.shrink(true);
    coarse.shrink(true);
    int _ = room.applyAsInt(capacity() - full);
  }

  /** The wall clock was set back: what was then is still to come. */
  private static void forgetFrom(PointRing ring, int time) {
    while (ring.count() > 0 && ring.get(ring.count() - 1, PointRing.TIME) - time >= 0) {
      ring.removeLast();
    }
  }

  private static int[] point(@Nullable Counters previous, UsageSample sample, int time) {
    UsageWindow window = UsageRates.window(previous, sample);
    long span = window.span().toMillis();
    boolean known = span > 0 && span <= LONGEST_SPAN_MILLIS;
    long page = 1L << PointRing.PAGE_BITS;
    int[] point = new int[PointRing.WIDTH];
    point[PointRing.TIME] = time;
    point[PointRing.SPAN] = known ? (int) span : 0;
    point[PointRing.MEMORY] =
        (int) Math.min(Integer.MAX_VALUE, (sample.memoryBytes() + page / 2) >> PointRing.PAGE_BITS);
    point[PointRing.CPU] = bits(known ? window.cpuPercent() : null);
    point[PointRing.RX] = bits(known ? window.rxBytesPerSecond() : null);
    point[PointRing.TX] = bits(known ? window.txBytesPerSecond() : null);
    point[PointRing.READ] = bits(known ? window.readBytesPerSecond() : null);
    point[PointRing.WRITE] = bits(known ? window.writeBytesPerSecond() : null);
    return point;
  }

  private static int bits(@Nullable Double rate) {
    return Float.floatToRawIntBits(rate == null ? Float.NaN : rate.floatValue());
  }

  private static void append(PointRing ring, int[] point, int stepMillis) {
    int last = ring.count() - 1;
    boolean merges =
        last >= 0
            && point[PointRing.TIME]
                    - (ring.get(last, PointRing.TIME) - ring.get(last, PointRing.SPAN))
                <= stepMillis;
    if (merges) {
      ring.mergeIntoLast(point);
    } else {
      ring.addLast(point);
    }
  }

  /**
   * The history since {@code from}, oldest first.
   *
   * @param step whole seconds; each step with a sample in it has a point, the others have none
   */
  List<UsagePoint> since(Instant from, Duration step) {
    lock.lock();
    try {
      Steps steps = new Steps(from, step, newestMillis);
      for (PointRing ring : List.of(coarse, fine)) {
        for (int index = 0; index < ring.count(); index++) {
          steps.add(ring, index);
        }
      }
      return steps.points();
    } finally {
      lock.unlock();
    }
  }

  /** Milliseconds of the epoch. */
  long newestMillis() {
    return newestMillis;
  }

  /** Ends it; answers how many points there was memory for. */
  int drop() {
    lock.lock();
    try {
      dropped = true;
      return capacity();
    } finally {
      lock.unlock();
    }
  }

  private int capacity() {
    return fine.capacity() + coarse.capacity();
  }

  /** Puts points together by steps. */
  private static final class Steps {
    private final long fromMillis;
    private final Duration step;
    private final long newestMillis;
    private final PointRing sums = new PointRing();
    private final List<Long> begins = new ArrayList<>();

    Steps(Instant from, Duration step, long newestMillis) {
      this.fromMillis = from.toEpochMilli();
      this.step = step;
      this.newestMillis = newestMillis;
    }

    void add(PointRing ring, int index) {
      int[] point = new int[PointRing.WIDTH];
      for (int number = 0; number < PointRing.WIDTH; number++) {
        point[number] = ring.get(index, number);
      }
      long millis = newestMillis - ((int) newestMillis - point[PointRing.TIME]);
      if (millis <= fromMillis) {
        return;
      }
      long begin = Math.floorDiv(millis, step.toMillis());
      if (!begins.isEmpty() && begins.getLast() == begin) {
        sums.mergeIntoLast(point);
      } else {
        begins.add(begin);
        sums.addLast(point);
      }
    }

    List<UsagePoint> points() {
      List<UsagePoint> points = new ArrayList<>(begins.size());
      for (int index = 0; index < begins.size(); index++) {
        points.add(
            new UsagePoint(
                Instant.ofEpochMilli(begins.get(index) * step.toMillis()),
                step,
                rate(index, PointRing.CPU),
                (long) sums.get(index, PointRing.MEMORY) << PointRing.PAGE_BITS,
                rate(index, PointRing.RX),
                rate(index, PointRing.TX),
                rate(index, PointRing.READ),
                rate(index, PointRing.WRITE)));
      }
      return points;
    }

    private @Nullable Double rate(int index, int number) {
      float rate = Float.intBitsToFloat(sums.get(index, number));
      return Float.isNaN(rate) ? null : Double.valueOf(rate);
    }
  }
}
