package tianniu.engine.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;
import tianniu.engine.RestartPolicy;
import tianniu.fault.Fault;

/** What can befall the twin: tests bring it about and see how the product takes it. */
public final class Trouble {
  private final Machine machine;
  private final Condition changed;
  private final Map<Call, Deque<Fault>> failures = new EnumMap<>(Call.class);
  private final Map<Call, Deque<Fault>> losses = new EnumMap<>(Call.class);
  private final Set<Hold> holds = new HashSet<>();
  private @Nullable Runs runs;

  Trouble(Machine machine) {
    this.machine = machine;
    this.changed = machine.lock.newCondition();
  }

  void serve(Runs newRuns) {
    this.runs = newRuns;
  }

  /** The next such call fails so; several are used up one by one. */
  public void failNext(Call call, Fault fault) {
    locked(() -> failures.computeIfAbsent(call, ignored -> new ArrayDeque<>()).add(fault));
  }

  /** The next such call that succeeds is done, and its caller is told this all the same. */
  public void loseAnswer(Call call, Fault fault) {
    locked(() -> losses.computeIfAbsent(call, ignored -> new ArrayDeque<>()).add(fault));
  }

  /** Such calls wait until the hold is closed. */
  public Hold hold(Call call) {
    Hold hold = new Hold(call);
    locked(() -> holds.add(hold));
    return hold;
  }

  /**
   * The engine and all its processes die: every call answers {@code EngineUnavailable}, every
   * stream ends.
   */
  public void engineAway() {
    locked(
        () -> {
          machine.away = true;
          machine.boxes().forEach(runs()::cutOff);
          machine.events.endReaders();
          changed.signalAll();
        });
  }

  /** The engine is back with its containers; those run again whose restart policy says so. */
  public void engineBack() {
    locked(
        () -> {
          machine.away = false;
          for (Box box : machine.boxes()) {
            RestartPolicy.Type policy = box.spec.restartPolicy().type();
            boolean again =
                switch (policy) {
                  case NO, ON_FAILURE -> false;
                  case ALWAYS -> box.startedAt != null;
                  case UNLESS_STOPPED -> box.cutOff;
                };
            box.cutOff = false;
            if (again) {
              runs().start(box);
            }
          }
        });
  }

  /** The container's process dies by itself. */
  public void exits(EngineRef ref, int exitCode) {
    locked(() -> runs().crash(machine.box(ref), exitCode, false));
  }

  /** The kernel kills the container's process for its memory. */
  public void runsOutOfMemory(EngineRef ref) {
    locked(() -> runs().crash(machine.box(ref), Ended.KILLED, true));
  }

  /** Who dials the container gets HTTP answers with this status. */
  public void answers(EngineRef ref, int status) {
    locked(() -> machine.box(ref).answer = new DialAnswer.Status(status));
  }

  /** Who dials the container is refused. */
  public void refusesConnections(EngineRef ref) {
    locked(() -> machine.box(ref).answer = DialAnswer.Default.REFUSAL);
  }

  /** Who dials the container gets a connection and no answer. */
  public void keepsSilent(EngineRef ref) {
    locked(() -> machine.box(ref).answer = DialAnswer.Default.SILENCE);
  }

  /** The container's process writes a line to its log, beside what it does anyway. */
  public void writes(EngineRef ref, OutputStreamKind stream, String line) {
    locked(
        () -> machine.box(ref).log.add(LogLine.of(machine.setup.clock().instant(), stream, line)));
  }

  /** Nobody has the image any more, neither the engine nor its registry. */
  public void imageWithdrawn(String name) {
    locked(
        () -> {
          machine.images.remove(MemoryImage.tagged(name));
          machine.registry.remove(MemoryImage.tagged(name));
        });
  }

  public void networkRemoved(String name) {
    locked(() -> machine.networks.remove(name));
  }

  /** The path is a symbolic link from now on, or leads elsewhere than before. */
  public void linked(String path, String target) {
    locked(() -> machine.links.put(path, target));
  }

  public void volumeRemoved(String name) {
    locked(() -> machine.volumes.remove(name));
  }

  /** The machine has so many processors from now on, as after a reboot of a virtual one. */
  public void machineHas(int cpus) {
    locked(() -> machine.cpus = cpus);
  }

  /** What the container uses from its next sample on. */
  public void load(EngineRef ref, Load load) {
    locked(() -> machine.box(ref).load = load);
  }

  /** A call begins: it may be held, and it may fail. Under the lock. */
  void meet(Call call) {
    for (Hold hold : holds) {
      if (hold.call == call) {
        hold.arrived++;
      }
    }
    changed.signalAll();
    while (!machine.away && isHeld(call)) {
      try {
        changed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Fault.EngineUnavailable("interrupted").asException();
      }
    }
    if (machine.away) {
      throw new Fault.EngineUnavailable("the engine does not answer").asException();
    }
    throwNext(failures, call);
  }

  /** A call has been done: its answer may be lost. Under the lock. */
  void answer(Call call) {
    throwNext(losses, call);
  }

  private static void throwNext(Map<Call, Deque<Fault>> faults, Call call) {
    Deque<Fault> waiting = faults.get(call);
    Fault fault = waiting == null ? null : waiting.poll();
    if (fault != null) {
      throw fault.asException();
    }
  }

  private boolean isHeld(Call call) {
    return holds.stream().anyMatch(hold -> hold.call == call);
  }

  private Runs runs() {
    if (runs == null) {
      throw new IllegalStateException("the twin is still being built");
    }
    return runs;
  }

  private void locked(Runnable work) {
    machine.lock.lock();
    try {
      work.run();
    } finally {
      machine.lock.unlock();
    }
  }

  /** Calls of one kind that wait. */
  public final class Hold implements AutoCloseable {
    private final Call call;
    private int arrived;

    private Hold(Call call) {
      this.call = call;
    }

    /** Waits until so many calls have come since the hold was made. */
    public void awaitArrivals(int calls) throws InterruptedException {
      machine.lock.lockInterruptibly();
      try {
        while (arrived < calls) {
          changed.await();
        }
      } finally {
        machine.lock.unlock();
      }
    }

    @Override
    public void close() {
      locked(
          () -> {
            holds.remove(this);
            changed.signalAll();
          });
    }
  }
}
