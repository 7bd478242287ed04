package tianniu.http;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;

/**
 * Counts what is being done, and lets in no more than can be done well. Each kind has room of its
 * own. In each, one key gets at most its share: of as many parts as there are keys, and one more,
 * so that there is always room for one who comes new. Answers that come from memory at once are not
 * counted.
 */
final class Turnstile {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final Map<Kind, Room> rooms = new EnumMap<>(Kind.class);

  Turnstile() {
    for (Kind kind : Kind.values()) {
      rooms.put(kind, new Room(kind));
    }
  }

  /** What takes up room, and how much of it there is. */
  enum Kind {
    /** Whose key is not known yet: a wrong one is answered slowly. By address. */
    STRANGER(1024),
    /** What is answered as soon as it is done. */
    CALL(1024),
    /** An answer that is held until a container has come to rest. */
    WAIT(2048),
    /** A body that goes on. */
    STREAM(2048),
    /** A command in a container, with or without a terminal. */
    COMMAND(256);

    private final int most;

    Kind(int most) {
      this.most = most;
    }
  }

  private static final class Room {
    private final Kind kind;
    private final Map<Object, Integer> counts = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();
    private final Set<Pass> passes = ConcurrentHashMap.newKeySet();

    Room(Kind kind) {
      this.kind = kind;
    }

    void enter(Object who, Pass pass) {
      if (kind == Kind.COMMAND) {
        passes.forEach(Pass::leaveIfOver);
      }
      if (all.incrementAndGet() > kind.most) {
        all.decrementAndGet();
        throw new Fault.Overloaded("The server does as much at a time as it can").asException();
      }
      int own = counts.merge(who, 1, Integer::sum);
      passes.add(pass);
      if (own > kind.most / (counts.size() + 1)) {
        leave(who, pass);
        throw new Fault.TooManyRequests(SOON).asException();
      }
    }

    void leave(Object who, Pass pass) {
      if (passes.remove(pass)) {
        counts.computeIfPresent(who, (_, count) -> count == 1 ? null : count - 1);
        all.decrementAndGet();
      }
    }
  }

  /** The right of the present thread to do something. */
  final class Pass implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private @Nullable Room room;
    private Object who = this;
    private volatile @Nullable BooleanSupplier open;

    /**
     * Goes over to doing this; what was done before is over.
     *
     * @param whose the key, or who else is to get a share of his own
     * @throws tianniu.fault.FaultException when there is no room
     */
    void enter(Kind kind, Object whose) {
      leave();
      Room next = room(kind);
      next.enter(whose, this);
      room = next;
      who = whose;
    }

    /** What was begun goes on after its thread, for as long as this is so. */
    void outlast(BooleanSupplier isOpen) {
      open = isOpen;
    }

    private void leaveIfOver() {
      BooleanSupplier still = open;
      if (still != null && !still.getAsBoolean()) {
        leave();
      }
    }

    private void leave() {
      Room present = room;
      if (present != null) {
        present.leave(who, this);
      }
    }

    @Override
    public void close() {
      if (open == null) {
        leave();
      }
    }
  }

  /** A pass for nothing yet. */
  Pass arrive() {
    return new Pass();
  }

  private Room room(Kind kind) {
    return java.util.Objects.requireNonNull(rooms.get(kind));
  }

  /** Waits until nothing of these kinds is done any more, or the time is up. */
  void awaitEmpty(Set<Kind> kinds, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (kinds.stream().anyMatch(kind -> room(kind).all.get() > 0)
        && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Breaks off whatever waits for something: its answer comes now. */
  void interrupt(Set<Kind> kinds) {
    for (Kind kind : kinds) {
      room(kind).passes.forEach(pass -> pass.thread.interrupt());
    }
  }
}
