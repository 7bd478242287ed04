package tianniu.stat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import tianniu.http.ReplyStream;

/**
 * When a stream of usage looks for something new, and when it shows that it lives. It looks at
 * least each second, so that a change of status is told and a client that left is noticed.
 */
final class Pulse {
  /**
   * The clock and the pauses of streams.
   *
   * @param pause waits so many nanoseconds, or less
   */
  record Beat(LongSupplier nanoTime, LongConsumer pause) {
    static final Beat REAL = new Beat(System::nanoTime, LockSupport::parkNanos);
  }

  private static final long QUIET_NANOS = 10_000_000_000L;
  private static final long LOOK_FOR_CLIENT_NANOS = 2_000_000_000L;
  private static final long LONGEST_NANOS = 1_000_000_000;

  /** The first pause when what is due is not there yet; each further one is twice as long. */
  private static final long RETRY_NANOS = 50_000_000;

  private final Beat beat;
  private final long intervalNanos;
  private long due;
  private long retry = RETRY_NANOS;
  private long wroteAt;
  private long lookedAt;

  Pulse(Beat beat, Duration interval) {
    this.beat = beat;
    this.intervalNanos = interval.toNanos();
    this.due = beat.nanoTime.getAsLong();
    this.wroteAt = due;
    this.lookedAt = due;
  }

  boolean isDue() {
    return beat.nanoTime.getAsLong() - due >= 0;
  }

  /** What was due has been written. */
  void told() {
    long now = beat.nanoTime.getAsLong();
    // Steadily, unless it came late: then the next comes an interval after it too.
    due =
        retry == RETRY_NANOS && now - due < intervalNanos
            ? due + intervalNanos
            : now + intervalNanos;
    retry = RETRY_NANOS;
    wroteAt = now;
  }

  /** Something else has been written. */
  void wrote() {
    wroteAt = beat.nanoTime.getAsLong();
  }

  /** Whether nothing was written for so long that a sign of life is due. */
  boolean isQuiet() {
    return beat.nanoTime.getAsLong() - wroteAt >= QUIET_NANOS;
  }

  /**
   * Sends out what was written, and waits until it is time to look again.
   *
   * @return false when the stream is to end: the client has left, or the server ends
   */
  boolean await(ReplyStream out) throws IOException {
    out.flush();
    long now = beat.nanoTime.getAsLong();
    if (now - lookedAt >= LOOK_FOR_CLIENT_NANOS) {
      // Not only in silence: a client that has closed its side may still take what is written.
      if (out.isClientGone()) {
        return false;
      }
      lookedAt = now;
    }
    long wait = Math.min(due - now, LONGEST_NANOS);
    if (wait <= 0) {
      wait = retry;
      retry = Math.min(2 * retry, LONGEST_NANOS);
    }
    beat.pause.accept(wait);
    return !out.isEnding() && !Thread.currentThread().isInterrupted();
  }
}
