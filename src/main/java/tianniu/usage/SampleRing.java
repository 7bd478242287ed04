package tianniu.usage;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/** The last samples of one run; a fixed number. One thread writes, any may read. */
final class SampleRing {
  /** The span of {@link Usage}. */
  private static final Duration PRESENT = Duration.ofSeconds(2);

  /** When the newest sample is older, what is used at present is not known. */
  private static final long STALE_NANOS = 10_000_000_000L;

  /** Sampling is never on the dot: what is this much older than asked for is still within. */
  private static final long SLACK_NANOS = 100_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final @Nullable UsageSample[] samples;
  private int count;

  /** Where the newest one stands. */
  private int head;

  /** Rendered once a sample, so that lists of many containers read it without lock or sums. */
  private volatile @Nullable Present present;

  SampleRing(int capacity) {
    samples = new UsageSample[capacity];
  }

  /** What is used, and the reader's clock when it was told. */
  private record Present(Usage usage, long addedAt) {
    boolean isFresh(long now) {
      return now - addedAt <= STALE_NANOS;
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
      UsageSample last = at(0);
      if (last != null && sample.nanoTime() - last.nanoTime() <= 0) {
        return;
      }
      if (last != null && UsageRates.startedAnew(last, sample)) {
        count = 0;
      }
      head = (head + 1) % samples.length;
      samples[head] = sample;
      count = Math.min(count + 1, samples.length);
      present = new Present(UsageRates.usage(before(sample, PRESENT), sample), now);
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
    lock.lock();
    try {
      UsageSample newest = at(0);
      Present latest = present;
      return newest == null || latest == null || !latest.isFresh(now)
          ? Optional.empty()
          : Optional.of(UsageRates.window(before(newest, interval), newest));
    } finally {
      lock.unlock();
    }
  }

  /** The oldest one within the interval, else the one right before it; null when there is none. */
  private @Nullable UsageSample before(UsageSample newest, Duration interval) {
    long reach = interval.toNanos() + SLACK_NANOS;
    UsageSample found = at(1);
    for (int age = 2; age < count; age++) {
      UsageSample older = at(age);
      if (older == null || newest.nanoTime() - older.nanoTime() > reach) {
        break;
      }
      found = older;
    }
    return found;
  }

  /** The newest at 0; null beyond what there is. */
  private @Nullable UsageSample at(int age) {
    return age >= count ? null : samples[Math.floorMod(head - age, samples.length)];
  }
}
