package tianniu.engine.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineVolume;
import tianniu.fault.Fault;

/** What all parts of the twin share: its lock, its containers, its events and its mishaps. */
final class Machine {
  final Setup setup;
  final ReentrantLock lock = new ReentrantLock();
  final EventBook events = new EventBook(lock);
  final Trouble trouble;
  final Map<String, MemoryImage> images;

  /** Images that can be pulled; it and the rest are as they were set up, until trouble comes. */
  final Map<String, MemoryImage> registry;

  final Set<String> networks;
  final Map<String, EngineVolume> volumes;
  final Map<String, String> links;
  int cpus;

  /** Oldest first. */
  private final Map<EngineRef, Box> boxes = new LinkedHashMap<>();

  // Seeded, so that a demonstration and a test look the same each time.
  private final SplittableRandom random = new SplittableRandom(42);

  /** Whether the engine does not answer. */
  boolean away;

  Machine(Setup setup) {
    this.setup = setup;
    this.images = new HashMap<>(setup.local());
    this.registry = new HashMap<>(setup.registry());
    this.networks = new HashSet<>(setup.networks());
    this.volumes = new HashMap<>(setup.volumes());
    this.links = new HashMap<>(setup.links());
    this.cpus = setup.cpus();
    this.trouble = new Trouble(this);
  }

  /** Does the work of a call, under the lock; what blocks in it waits on the lock's conditions. */
  <T> T call(Call call, Supplier<T> work) {
    lock.lock();
    try {
      trouble.meet(call);
      T done = work.get();
      trouble.answer(call);
      return done;
    } finally {
      lock.unlock();
    }
  }

  void callVoid(Call call, Runnable work) {
    call(
        call,
        () -> {
          work.run();
          return true;
        });
  }

  List<Box> boxes() {
    return new ArrayList<>(boxes.values());
  }

  @Nullable Box find(EngineRef ref) {
    return boxes.get(ref);
  }

  Box box(EngineRef ref) {
    Box box = boxes.get(ref);
    if (box == null) {
      throw new Fault.NoSuchContainer(ref.value()).asException();
    }
    return box;
  }

  void add(Box box) {
    boxes.put(box.ref, box);
  }

  void drop(Box box) {
    boxes.remove(box.ref);
  }

  EngineRef newRef() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new EngineRef(HexFormat.of().formatHex(bytes));
  }

  void tell(Box box, String action) {
    EngineEvent.Kind kind =
        action.equals("destroy") ? EngineEvent.Kind.REMOVED : EngineEvent.Kind.CHANGED;
    Integer exitCode = action.equals("die") ? box.exitCode : null;
    events.publish(new EngineEvent(box.ref, kind, action, setup.clock().instant(), exitCode));
  }

  static RuntimeException refused(String words) {
    return new Fault.EngineRefused(words).asException();
  }
}
