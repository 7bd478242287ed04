package tianniu.usage;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/**
 * The samples of one run's last minute, at whatever intervals they were taken. One thread writes,
 * any may read. Only the newest is kept whole; of the others only what rates are made from.
 */
final class SampleRing {
  /** The span of {@link Usage}. */
  private static final Duration PRESENT = Duration.ofSeconds(2);

  /** When the newest sample is older, what is used at present is not known. */
  private static final long STALE_NANOS = 10_000_000_000L;

  /**
   * The longest window that can be asked for, and the sample at its far end. What was counted
   * longer ago says nothing of the present: after a pause the first sample has no rates.
   */
  private static final long REMEMBERED_NANOS = 61_000_000_000L;

  /** Samples that stand closer than this are not all kept: no window is that short. */
  private static final long APART_NANOS = 600_000_000;

  private static final int SMALLEST = 4;
  private static final long[] NONE = {};

  private final Heir heir;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable UsageSample newest;

  /** {@link Counters}, one after the other, each older than the newest sample; grows as needed. */
  private long[] older = NONE;

  private int count;

  /** Where the youngest of them stands, counted in counters. */
  private int head = -1;

  /** Rendered once a sample, so that lists of many containers read it without lock or sums. */
  private volatile @Nullable Present present;

  private volatile @Nullable Window lastWindow;

  SampleRing(Heir heir) {
    this.heir = heir;
  }

  /** Who is told of each sample, to keep for longer what is worth it. */
  @FunctionalInterface
  interface Heir {
    /**
     * Told with every sample that is new.
     *
     * @param previous the one before in this run; null when there is none
     */
    void sampled(@Nullable Counters previous, UsageSample sample);
  }

  /** What is used, and the reader's clock when it was told. */
  private record Present(Usage usage, long addedAt) {
    boolean isFresh(long now) {
      return now - addedAt <= STALE_NANOS;
    }
  }

  /** What the last reader of an interval was told; good for the next one until the next sample. */
  private record Window(Present at, Duration interval, UsageWindow window) {
    // Another telling of the same usage is another sample.
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Present now, Duration asked) {
      return at == now && interval.equals(asked);
    }
  }

  /**
   * Adds a sample. One that is not newer than the last is ignored.
   *
   * @param now on the clock by which the readers say how late it is
   */
  void add(UsageSample sample, long now) {
    lock.lock();
    try {
      UsageSample last = newest;
      if (last != null && sample.nanoTime() - last.nanoTime() <= 0) {
        return;
      }
      Counters previous = Counters.ofNullable(last);
      if (previous != null && UsageRates.startedAnew(previous, sample)) {
        previous = null;
        count = 0;
      }
      if (previous != null) {
        keep(previous);
      }
      newest = sample;
      forgetBefore(sample.nanoTime() - REMEMBERED_NANOS);
      present = new Present(UsageRates.usage(before(sample, PRESENT), sample), now);
      heir.sampled(previous, sample);
    } finally {
      lock.unlock();
    }
  }

  /** Empty when there is no sample, or none of late. */
  Optional<Usage> present(long now) {
    Present latest = present;
    return latest == null || !latest.isFresh(now) ? Optional.empty() : Optional.of(latest.usage);
  }

  /** Empty as {@link #present} is. */
  Optional<UsageWindow> window(Duration interval, long now) {
    Present told = present;
    if (told == null || !told.isFresh(now)) {
      return Optional.empty();
    }
    Window last = lastWindow;
    return last != null && last.isOf(told, interval)
        ? Optional.of(last.window)
        : Optional.ofNullable(windowNow(interval));
  }

  private @Nullable UsageWindow windowNow(Duration interval) {
    lock.lock();
    try {
      UsageSample latest = newest;
      Present told = present;
      if (latest == null || told == null) {
        return null;
      }
      UsageWindow window = UsageRates.window(before(latest, interval), latest);
      lastWindow = new Window(told, interval, window);
      return window;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of the samples but the newest. */
  int size() {
    lock.lock();
    try {
      return older.length * Long.BYTES;
    } finally {
      lock.unlock();
    }
  }

  /** The one whose age comes nearest to the interval; null when there is none. */
  private @Nullable Counters before(UsageSample sample, Duration interval) {
    int found = -1;
    long nearest = Long.MAX_VALUE;
    for (int age = 0; age < count; age++) {
      long since = sample.nanoTime() - older[place(age)];
      long off = Math.abs(since - interval.toNanos());
      if (off >= nearest) {
        break;
      }
      nearest = off;
      found = age;
    }
    return found < 0 ? null : Counters.readFrom(older, place(found));
  }

  private void keep(Counters counters) {
    if (count > 0 && counters.nanoTime() - older[place(0)] < APART_NANOS) {
      return;
    }
    int capacity = older.length / Counters.WIDTH;
    if (count == capacity) {
      resize(Math.max(SMALLEST, count + count / 2));
      capacity = older.length / Counters.WIDTH;
    }
    head = (head + 1) % capacity;
    count++;
    counters.writeTo(older, place(0));
  }

  private void forgetBefore(long nanoTime) {
    while (count > 0 && older[place(count - 1)] - nanoTime < 0) {
      count--;
    }
    // A container that is read no more is sampled less often; its memory follows.
    if (older.length / Counters.WIDTH > Math.max(SMALLEST, 4 * count)) {
      resize(Math.max(SMALLEST, count + count / 2));
    }
  }

  private void resize(int capacity) {
    long[] resized = new long[capacity * Counters.WIDTH];
    for (int age = 0; age < count; age++) {
      System.arraycopy(
          older, place(age), resized, (count - 1 - age) * Counters.WIDTH, Counters.WIDTH);
    }
    older = resized;
    head = count - 1;
  }

  /** Where in the array the counters of this age begin; the youngest have the age 0. */
  private int place(int age) {
    return Math.floorMod(head - age, older.length / Counters.WIDTH) * Counters.WIDTH;
  }
}
