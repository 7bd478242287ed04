package tianniu.synthetic;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes of many containers, one after the other; the same for the same seed on the same fleet.
 * Each change is one to four events.
 */
final class Storm {
  private static final long BREATH_NANOS = 2_000_000;

  private final Fleet fleet;
  private final List<Box> struck;
  private final SplittableRandom random;

  /**
   * @param over of how many containers, the first of the fleet
   */
  Storm(Fleet fleet, int over, long seed) {
    this.fleet = fleet;
    List<Box> all = fleet.all();
    this.struck = all.subList(0, Math.min(over, all.size()));
    this.random = new SplittableRandom(seed);
  }

  /** So many changes, as fast as they can be made. */
  void changes(int count) {
    for (int i = 0; i < count; i++) {
      change();
    }
  }

  /**
   * Changes until there were {@code seconds} times {@code eventsPerSecond} events, in that time.
   */
  void blow(int eventsPerSecond, double seconds) {
    long start = System.nanoTime();
    long first = fleet.events().sent();
    long all = Math.round(eventsPerSecond * seconds);
    for (long sent = 0; sent < all; sent = fleet.events().sent() - first) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      long due = start + (long) (sent * 1e9 / eventsPerSecond);
      if (due > System.nanoTime()) {
        LockSupport.parkNanos(Math.max(BREATH_NANOS, due - System.nanoTime()));
      } else {
        change();
      }
    }
  }

  private void change() {
    Box asked = struck.get(random.nextInt(struck.size()));
    int choice = random.nextInt(3);
    Box box = fleet.find(asked.id());
    if (box == null) {
      return;
    }
    switch (box.run().status()) {
      case CREATED, EXITED -> fleet.start(box);
      case PAUSED -> fleet.unpause(box);
      case RUNNING -> {
        switch (choice) {
          case 0 -> fleet.stop(box, random.nextInt(4));
          case 1 -> fleet.pause(box);
          default -> fleet.restart(box);
        }
      }
    }
  }
}
