package tianniu.operation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.fault.Fault;
import tianniu.fault.Mishap;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;
import tianniu.operation.Operation.By;

/**
 * Does accepted work, each piece on a thread of its own, a bounded number at a time. That there is
 * one operation at most on a container is the live view's doing, which refuses to begin a second.
 */
public final class Operations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
  private static final Duration LAST_MOMENT = Duration.ofSeconds(10);
  private static final StatusReason BUG =
      new StatusReason("INTERNAL_ERROR", "Internal server error");

  /** Made beforehand: what breaks an operation may be that there is no room for anything. */
  private static final Outcome BROKEN = new Outcome.Failed(BUG);

  private final Journal journal;
  private final LiveView view;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration lastMoment;
  private final Map<Lane, Semaphore> permits = new ConcurrentHashMap<>();
  private final Map<OperationId, Running> live = new ConcurrentHashMap<>();
  private final Map<Thread, Running> threads = new ConcurrentHashMap<>();
  private volatile boolean draining;

  public Operations(Journal journal, LiveView view, InstantSource clock, RandomGenerator random) {
    this(journal, view, clock, random, LAST_MOMENT);
  }

  /**
   * @param lastMoment that work which is under way has at the end
   */
  Operations(
      Journal journal,
      LiveView view,
      InstantSource clock,
      RandomGenerator random,
      Duration lastMoment) {
    this.journal = journal;
    this.view = view;
    this.clock = clock;
    this.random = random;
    this.lastMoment = lastMoment;
    for (Lane lane : Lane.values()) {
      permits.put(lane, new Semaphore(lane.width, true));
    }
  }

  /** What keeps the engine busy is done by few at a time; what only waits, by many. */
  public enum Lane {
    /** Starting, making and removing: more at once only makes each slower. */
    WORK(8),
    /** Stopping and restarting, which is mostly waiting for the container. */
    WAIT(64),
    /** Fetching images. */
    PULL(3),
    /** For work that takes its lanes itself, one after the other. */
    NONE(Integer.MAX_VALUE);

    private final int width;

    Lane(int width) {
      this.width = width;
    }
  }

  /** A piece of work on one container. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it, and returns null, or why it could not be done.
     *
     * @param self tells how far it is
     */
    @Nullable StatusReason run(Running self) throws InterruptedException;
  }

  /**
   * What the live view is to show of an operation that is about to be drawn.
   *
   * @param begun the status that its container has from its acceptance on
   */
  public Task task(Status begun, By by) {
    return Task.asked(OperationId.random(random).value(), begun, by.serverCause());
  }

  /** An operation on a container that is there, as it was before. */
  public Operation draw(Task task, String verb, LiveContainer before, Terms terms, By by) {
    return draw(task, verb, before.id(), before.name(), before.labels(), terms, by);
  }

  /** An operation that makes a container. */
  public Operation draw(Task task, String verb, ContainerSpec spec, By by) {
    return draw(task, verb, spec.id(), spec.name(), spec.labels(), Terms.NONE, by);
  }

  private Operation draw(
      Task task,
      String verb,
      ContainerId container,
      String name,
      Map<String, String> labels,
      Terms terms,
      By by) {
    return new Operation(
        journal.nextSeq(),
        new OperationId(Objects.requireNonNull(task.operation())),
        verb,
        container,
        name,
        labels,
        terms,
        by,
        clock.instant());
  }

  /** Refuses what {@link #accept} would refuse now, whatever it is. */
  public void requireOpen() {
    if (draining) {
      throw new Fault.Overloaded("The server is about to end").asException();
    }
  }

  /** Takes on one piece of work; see {@link #accept(List)}. */
  public Running accept(Order order) {
    return accept(List.of(order)).getFirst();
  }

  /**
   * Takes on work whose beginning the live view has granted, all of it or none: when none, the view
   * is as it was before. A container comes to rest in the view when its work has ended, and only
   * then do those who wait learn of it.
   *
   * @throws tianniu.fault.FaultException with {@link Fault.StoreUnavailable}, or {@link
   *     Fault.Overloaded}
   */
  public List<Running> accept(List<Order> orders) {
    if (orders.isEmpty()) {
      return List.of();
    }
    try {
      requireOpen();
      journal.accepted(orders);
    } catch (Throwable e) {
      // Whatever it was: nobody does them, so their containers must not wait for it.
      abandon(orders);
      throw e;
    }
    return orders.stream().map(this::begin).toList();
  }

  /** Leaves the view as it was before these were begun in it. */
  public void abandon(List<Order> orders) {
    orders.reversed().forEach(this::putBack);
  }

  /** Goes on with what an earlier process had accepted. */
  public Running resume(Order order) {
    return begin(order);
  }

  private void putBack(Order order) {
    LiveContainer before = order.before();
    if (before == null) {
      view.drop(order.operation().container());
    } else {
      view.revert(before);
    }
  }

  private Running begin(Order order) {
    Operation operation = order.operation();
    Running running = new Running(operation, clock);
    live.put(operation.id(), running);
    try {
      view.promise(operation.container(), operation.id().value());
      Thread.ofVirtual()
          .name(operation.verb() + "-" + operation.container())
          .start(() -> run(order, running));
    } catch (Throwable e) {
      Mishap.log(LOG, "an operation has no thread", e);
      end(order, running, BROKEN);
    }
    return running;
  }

  private void run(Order order, Running running) {
    try {
      threads.put(Thread.currentThread(), running);
      // Too late for this process, if so: it is on disk, and the next one does it.
      Outcome outcome = draining ? null : outcome(order, running);
      if (outcome == null) {
        LOG.info(
            "{} of {} is left open", running.operation().verb(), order.operation().container());
        running.leave();
      } else {
        end(order, running, outcome);
      }
    } catch (Throwable e) {
      Mishap.log(LOG, "the end of an operation failed", e);
    } finally {
      threads.remove(Thread.currentThread());
    }
  }

  /** Null when a stop of the server has broken it off: it was promised, and stays open. */
  private @Nullable Outcome outcome(Order order, Running running) {
    Operation operation = order.operation();
    try {
      StatusReason why = in(running, order.lane(), order.work());
      if (why != null) {
        if (Thread.currentThread().isInterrupted()) {
          return null;
        }
        LOG.info("{} of {} failed: {}", operation.verb(), operation.container(), why.code());
        LOG.debug("{}", why.message());
      }
      return Outcome.of(why);
    } catch (CancelledException _) {
      LOG.info("{} of {} was cancelled", operation.verb(), operation.container());
      return new Outcome.Cancelled();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    } catch (Throwable e) {
      if (Thread.currentThread().isInterrupted()) {
        return null;
      }
      Mishap.log(LOG, operation.verb() + " of " + operation.container() + " failed", e);
      return BROKEN;
    }
  }

  /** The container comes to rest, and who waits learns of it, whether or not that can be noted. */
  private void end(Order order, Running running, Outcome outcome) {
    try {
      journal.ended(
          new End(
              order.operation(),
              outcome,
              running.standing().startedAt(),
              clock.instant(),
              order.addendum().ended(outcome)));
    } finally {
      try {
        rest(order, outcome);
      } finally {
        live.remove(running.id());
        running.end(outcome);
      }
    }
  }

  private void rest(Order order, Outcome outcome) {
    LiveContainer before = order.before();
    if (outcome instanceof Outcome.Cancelled && before != null) {
      view.revert(before);
    } else {
      view.end(order.operation().container(), outcome.why());
    }
  }

  /**
   * Runs a part of work in a lane; never within another one, or the wide would wait for the narrow.
   */
  public @Nullable StatusReason in(Running self, Lane lane, Work work) throws InterruptedException {
    if (lane == Lane.NONE) {
      return work.run(self);
    }
    Semaphore permit = Objects.requireNonNull(permits.get(lane));
    self.await(permit);
    try {
      return work.run(self);
    } finally {
      permit.release();
    }
  }

  /** Those that have not ended, in no order. */
  Collection<Running> live() {
    return live.values();
  }

  /** Null when it has ended, or is of another process. */
  public @Nullable Running live(OperationId id) {
    return live.get(id);
  }

  /** How many operations are under way. */
  public int underWay() {
    return live.size();
  }

  /** Accepts nothing any more. */
  public void drain() {
    draining = true;
  }

  /**
   * Gives the operations under way a moment to end, then interrupts them; what only waits for its
   * turn is not waited for. All that has not ended stays in the journal, for the next process.
   */
  @Override
  public void close() {
    drain();
    long deadline = System.nanoTime() + lastMoment.toNanos();
    threads.forEach(
        (thread, running) -> {
          if (running.standing().cancellable()) {
            thread.interrupt();
          }
        });
    for (Thread thread : threads.keySet()) {
      try {
        Duration rest = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        if (!thread.join(rest)) {
          thread.interrupt();
          // It ends by itself from here on, but not before the engine's client lets it go.
          thread.join(Duration.ofSeconds(1));
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        thread.interrupt();
      }
    }
  }
}
