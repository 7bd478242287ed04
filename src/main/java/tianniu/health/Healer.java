package tianniu.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.HealthProbe;
import tianniu.engine.HealthStatus;
import tianniu.engine.OnUnhealthy;
import tianniu.fault.FaultException;
import tianniu.store.Store;

/**
 * Has containers restarted that have become unhealthy, where their makers asked for it: after
 * pauses that grow, and so often in a row and no more. How often it was is kept in the store, so
 * that a restart of this server does not begin them all again.
 */
public final class Healer implements ProbeWatch {
  private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

  /** A container that was well for so long has got over it. */
  static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  /** After a refusal: somebody else acts on the container, or the engine is away. */
  static final Duration TRIED_AGAIN_AFTER = Duration.ofSeconds(5);

  private final Store store;
  private final int limit;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Executor threads;
  private final Map<ContainerId, Course> courses = new ConcurrentHashMap<>();

  /** From when on there may be another restart, by the clock that nobody sets. */
  private final Map<ContainerId, Long> dues = new ConcurrentHashMap<>();

  /** Since when those that were restarted are well. */
  private final Map<ContainerId, Well> wells = new ConcurrentHashMap<>();

  /** Of which a restart is being begun. */
  private final Set<ContainerId> underWay = ConcurrentHashMap.newKeySet();

  private final Set<ContainerId> leftAlone = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Cure cure;
  private volatile Predicate<ContainerId> isThere = _ -> true;

  /**
   * A time of health.
   *
   * @param since by the wall clock, which tells it from another one
   * @param nanos the same by the clock that nobody sets
   */
  private record Well(Instant since, long nanos) {}

  /** Restarts containers. */
  @FunctionalInterface
  public interface Cure {
    /**
     * Begins to restart the container, if it is still in this run.
     *
     * @param why for the audit
     */
    Outcome restart(ContainerId id, EngineContainer run, String why);
  }

  /** What came of the attempt to begin a restart. */
  public sealed interface Outcome {
    record Begun() implements Outcome {}

    /** The container does not run any more, or anew. */
    record RunOver() implements Outcome {}

    /**
     * Not now.
     *
     * @param why for people
     */
    record Refused(String why) implements Outcome {}
  }

  /**
   * Reads what it did before this process began.
   *
   * @param limit of restarts in a row; 0 for none at all
   */
  public Healer(Store store, int limit, InstantSource clock) {
    // The thread of a probe is interrupted when its run ends, which a restart does.
    this(
        store,
        limit,
        clock,
        System::nanoTime,
        work -> Thread.ofVirtual().name("healer").start(work));
  }

  /**
   * The same.
   *
   * @param nanoTime nanoseconds since whenever, by a clock that nobody sets
   */
  Healer(Store store, int limit, InstantSource clock, LongSupplier nanoTime, Executor threads) {
    this.store = store;
    this.limit = limit;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.threads = threads;
    courses.putAll(store.read(CourseTable::all));
    Instant now = clock.instant();
    courses.forEach(
        (id, course) -> {
          Instant due = course.dueAt(now);
          if (due.isAfter(now)) {
            pause(id, Duration.between(now, due));
          }
        });
  }

  /**
   * Begins to act.
   *
   * @param isThere whether there is still such a container
   */
  public void attend(Predicate<ContainerId> isThere, Cure cure) {
    this.isThere = isThere;
    this.cure = cure;
  }

  @Override
  public Healing healing(ContainerId id) {
    Course course = courses.getOrDefault(id, Course.NONE);
    boolean spent = course.restarts() >= limit;
    return new Healing(
        course.restarts(),
        limit,
        course.lastAt(),
        spent ? null : dueAt(id, course),
        spent,
        course.refusal());
  }

  /** Null when it is due. By the wall clock it is the same each time, unless that was set. */
  private @Nullable Instant dueAt(ContainerId id, Course course) {
    Instant now = clock.instant();
    Instant due = course.dueAt(now);
    if (due.isAfter(now)) {
      return due;
    }
    Duration left = pauseLeft(id);
    return left.isZero() ? null : now.plus(left);
  }

  private void pause(ContainerId id, Duration length) {
    dues.put(id, nanoTime.getAsLong() + length.toNanos());
  }

  private Duration pauseLeft(ContainerId id) {
    Long due = dues.get(id);
    long left = due == null ? 0 : due - nanoTime.getAsLong();
    return Duration.ofNanos(Math.max(0, left));
  }

  @Override
  public void forget(ContainerId id) {
    leftAlone.remove(id);
    wells.remove(id);
    dues.remove(id);
    if (courses.remove(id) != null) {
      threads.execute(() -> keep(id, null));
    }
  }

  @Override
  public Duration saw(ContainerId id, EngineContainer run, ProbeHealth health, Instant since) {
    HealthProbe probe = run.health();
    Cure present = cure;
    if (probe == null || probe.onUnhealthy() != OnUnhealthy.RESTART || present == null) {
      return NOT_SOONER;
    }
    Course course = courses.getOrDefault(id, Course.NONE);
    if (health.status() != HealthStatus.UNHEALTHY) {
      if (health.status() == HealthStatus.HEALTHY
          && courses.containsKey(id)
          && isOverIt(id, since)) {
        forget(id);
      }
      return NOT_SOONER;
    }
    if (course.restarts() >= limit) {
      if (limit > 0 && leftAlone.add(id)) {
        LOG.error(
            "container {} ({}) is unhealthy and left alone after {} restarts",
            id,
            run.name(),
            course.restarts());
      }
      return NOT_SOONER;
    }
    Duration left = pauseLeft(id);
    if (left.isPositive()) {
      return left;
    }
    if (underWay.add(id)) {
      threads.execute(() -> restart(id, run, health, present));
    }
    return TRIED_AGAIN_AFTER;
  }

  private boolean isOverIt(ContainerId id, Instant since) {
    long nanos = nanoTime.getAsLong();
    Well well =
        wells.compute(
            id,
            (_, old) -> old != null && old.since().equals(since) ? old : new Well(since, nanos));
    return nanos - well.nanos() >= FORGOTTEN_AFTER.toNanos();
  }

  private void restart(ContainerId id, EngineContainer run, ProbeHealth health, Cure present) {
    Course course = courses.getOrDefault(id, Course.NONE);
    try {
      String error = health.lastError() == null ? "" : ": " + health.lastError();
      switch (present.restart(id, run, "unhealthy" + error)) {
        case Outcome.Begun _ -> {
          Course next = course.restarted(clock.instant());
          pause(id, next.pause());
          courses.put(id, next);
          LOG.warn(
              "container {} ({}) is unhealthy and is restarted, {} of {} times{}",
              id,
              run.name(),
              next.restarts(),
              limit,
              error);
          keep(id, next);
          forgetTheGone();
        }
        case Outcome.RunOver _ -> {}
        case Outcome.Refused(var why) -> {
          LOG.debug("container {} is unhealthy; its restart is refused: {}", id, why);
          courses.put(id, course.refused(why));
        }
      }
    } catch (RuntimeException e) {
      LOG.error("container {} is unhealthy and could not be restarted", id, e);
    } finally {
      underWay.remove(id);
    }
  }

  private void forgetTheGone() {
    List<ContainerId> gone = courses.keySet().stream().filter(isThere.negate()).toList();
    if (!gone.isEmpty()) {
      gone.forEach(courses::remove);
      gone.forEach(leftAlone::remove);
      gone.forEach(wells::remove);
      gone.forEach(dues::remove);
      try {
        store.write(handle -> CourseTable.delete(handle, gone));
      } catch (FaultException e) {
        LOG.debug("what is kept of containers that are gone could not be deleted: {}", e.fault());
      }
    }
  }

  /** Null to forget it. Without the store it is remembered until this process ends. */
  private void keep(ContainerId id, @Nullable Course course) {
    Instant lastAt = course == null ? null : course.lastAt();
    try {
      if (course == null || lastAt == null) {
        store.write(handle -> CourseTable.delete(handle, List.of(id)));
      } else {
        store.write(handle -> CourseTable.put(handle, id, course.restarts(), lastAt));
      }
    } catch (FaultException e) {
      LOG.warn("that container {} was restarted could not be kept: {}", id, e.fault());
    }
  }
}
