package tianniu.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import tianniu.fault.Fault;

/**
 * Slows down who tries keys. A few wrong ones are answered at once, as anybody mistypes; after that
 * each answer to the same source takes longer. A right key from there is never slowed.
 */
final class BadKeyBrake {
  private static final int FREE_TRIES = 5;
  private static final long FIRST_DELAY_MILLIS = 100;
  private static final long LONGEST_DELAY_MILLIS = 5_000;

  /** After so long without a wrong key, a source is as good as new. */
  private static final long MEMORY_MILLIS = 60_000;

  /** So many sources are remembered; who comes from more is slowed by the waiting places alone. */
  private static final int MAX_SOURCES = 10_000;

  /** Answers held back at one time, for all sources; beyond, they are refused outright. */
  private static final int WAITING_PLACES = 256;

  private static final int WAITING_PLACES_OF_ONE = 8;

  private final Map<ByteBuffer, Source> sources = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(WAITING_PLACES);
  private final LongSupplier millis;
  private final Pause pause;

  BadKeyBrake(LongSupplier millis, Pause pause) {
    this.millis = millis;
    this.pause = pause;
  }

  /** Holds an answer back. */
  @FunctionalInterface
  interface Pause {
    void hold(Duration time) throws InterruptedException;
  }

  private static final class Source {
    private final Semaphore places = new Semaphore(WAITING_PLACES_OF_ONE);
    private int wrong;
    private long last;

    synchronized long delayAfterAnother(long now) {
      wrong = now - last > MEMORY_MILLIS ? 1 : wrong + 1;
      last = now;
      int beyond = wrong - FREE_TRIES;
      if (beyond <= 0) {
        return 0;
      }
      return Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(beyond - 1, 10));
    }

    synchronized boolean isForgotten(long now) {
      return now - last > MEMORY_MILLIS;
    }
  }

  /**
   * Counts a wrong key and holds its answer back.
   *
   * @throws tianniu.fault.FaultException with {@link Fault.TooManyRequests} when too many answers
   *     are held back already
   */
  void wrongKey(InetAddress from) {
    long now = millis.getAsLong();
    Source source = source(from, now);
    long delay = source.delayAfterAnother(now);
    if (delay == 0) {
      return;
    }
    Duration time = Duration.ofMillis(delay);
    if (!source.places.tryAcquire()) {
      throw new Fault.TooManyRequests(time).asException();
    }
    try {
      if (!places.tryAcquire()) {
        throw new Fault.TooManyRequests(time).asException();
      }
      try {
        pause.hold(time);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        places.release();
      }
    } finally {
      source.places.release();
    }
  }

  private Source source(InetAddress from, long now) {
    if (sources.size() >= MAX_SOURCES) {
      sources.values().removeIf(source -> source.isForgotten(now));
      if (sources.size() >= MAX_SOURCES) {
        sources.clear();
      }
    }
    return sources.computeIfAbsent(network(from), _ -> new Source());
  }

  /** Who has one address of version 6 has the 2^64 beside it. */
  private static ByteBuffer network(InetAddress from) {
    byte[] address = from.getAddress();
    return ByteBuffer.wrap(address, 0, from instanceof Inet6Address ? 8 : address.length);
  }
}
