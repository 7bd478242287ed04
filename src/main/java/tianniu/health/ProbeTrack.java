package tianniu.health;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.HealthProbe;
import tianniu.engine.HealthStatus;

/**
 * Makes a health out of one answer after the other, for one run of a container.
 *
 * <p>A process that has just been started does not listen yet: until one interval after the start
 * (when an engine's own health check would look for the first time) refused connections are not
 * counted, and tried again soon. Any other answer counts from the first one on.
 */
final class ProbeTrack {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final HealthProbe probe;
  private final Instant startedAt;
  private final LongSupplier nanoTime;

  /** When the first answer came, and for how long from then on it is too early. */
  private @Nullable First first;

  private record First(long nanos, Duration earlyFor) {}

  ProbeTrack(HealthProbe probe, Instant startedAt) {
    this(probe, startedAt, System::nanoTime);
  }

  /**
   * @param nanoTime nanoseconds since whenever, by a clock that nobody sets
   */
  ProbeTrack(HealthProbe probe, Instant startedAt, LongSupplier nanoTime) {
    this.probe = probe;
    this.startedAt = startedAt;
    this.nanoTime = nanoTime;
  }

  /**
   * A health, and how long it is good for.
   *
   * @param nextIn until the next probe is to be made
   */
  record Step(ProbeHealth health, Duration nextIn) {}

  Step after(ProbeHealth before, ProbeAnswer answer, Instant at) {
    if (first == null) {
      first = new First(nanoTime.getAsLong(), earlyFor(at));
    }
    return switch (answer) {
      case ProbeAnswer.Good _ ->
          new Step(new ProbeHealth(HealthStatus.HEALTHY, at, 0, null), probe.interval());
      case ProbeAnswer.Bad bad -> new Step(counted(before, bad.reason(), at), probe.interval());
      case ProbeAnswer.Refused refused ->
          isTooEarly(before, first)
              ? new Step(uncounted(before, refused.reason(), at), soon())
              : new Step(counted(before, refused.reason(), at), probe.interval());
      case ProbeAnswer.Unknown unknown ->
          new Step(
              new ProbeHealth(
                  before.status(), before.lastChecked(), before.failingStreak(), unknown.reason()),
              probe.interval());
    };
  }

  /** How long ago the run began is asked of the wall clock once, since that may be set. */
  private Duration earlyFor(Instant at) {
    Duration left = Duration.between(at, startedAt.plus(probe.interval()));
    return left.isNegative()
        ? Duration.ZERO
        : left.compareTo(probe.interval()) < 0 ? left : probe.interval();
  }

  private boolean isTooEarly(ProbeHealth before, First counted) {
    return before.status() == HealthStatus.STARTING
        && before.failingStreak() == 0
        && nanoTime.getAsLong() - counted.nanos() < counted.earlyFor().toNanos();
  }

  private Duration soon() {
    return probe.interval().compareTo(SOON) < 0 ? probe.interval() : SOON;
  }

  private ProbeHealth counted(ProbeHealth before, String reason, Instant at) {
    int streak = Math.min(before.failingStreak(), Integer.MAX_VALUE - 1) + 1;
    HealthStatus status = streak >= probe.retries() ? HealthStatus.UNHEALTHY : before.status();
    return new ProbeHealth(status, at, streak, reason);
  }

  private static ProbeHealth uncounted(ProbeHealth before, String reason, Instant at) {
    return new ProbeHealth(before.status(), at, before.failingStreak(), reason);
  }
}
